import { z } from "zod";
import { text } from "./text";

const existing = { name: text.optional(), arn: text.optional(), property: text.optional(), version: text.optional() };

/** A server's secrets, by environment variable. */
export const secretsOfServer = z.record(
    text,
    z.strictObject({
        generate: z
            .strictObject({ length: z.number(), special: z.boolean(), specialCharacters: text, version: text })
            .partial()
            .optional(),
        fromConfig: text.optional(),
        existing: z.strictObject(existing).optional(),
        template: text.optional(),
        file: z.strictObject({ path: text, mode: text.optional() }).optional(),
    }),
);

/** JSON secrets that a server takes whole. */
export const secretBundlesOfServer = z.array(z.strictObject({ ...existing, prefix: text.optional() }));

/** Where the stack's secrets are kept. */
export const secretStoreOfPlatform = z
    .strictObject({
        namePrefix: text,
        store: text,
        storeKind: text,
        refreshInterval: text,
        recoveryWindowDays: z.number(),
        creationPolicy: text,
        deletionPolicy: text,
    })
    .partial();

/** Where Infisical's secrets are: a section that a server and the platform's defaults share. */
export const infisical = z
    .strictObject({
        kind: text,
        hostApi: text,
        projectSlug: text,
        environmentSlug: text,
        secretsPath: text,
        recursive: z.boolean(),
        credentialsSecret: text,
        secretName: text,
        variables: z.record(text, text),
        refreshInterval: text,
    })
    .partial();
