import { z } from "zod";
import { text } from "./text";

/** A server's secrets, by environment variable. */
export const secretsOfServer = z.record(
    text,
    z.strictObject({
        generate: z.strictObject({ length: z.number().optional() }).optional(),
        fromConfig: text.optional(),
    }),
);

/** Where the stack's secrets are kept. */
export const secretStoreOfPlatform = z
    .strictObject({
        namePrefix: text,
        store: text,
        storeKind: text,
        refreshInterval: text,
        recoveryWindowDays: z.number(),
    })
    .partial();
