import { z } from "zod";
import { text, texts } from "./text";

const signature = z
    .strictObject({
        key: text,
        certificateIdentity: text,
        certificateOidcIssuer: text,
        transparencyLog: z.boolean(),
    })
    .partial();

/** How own images are signed, beside how all are verified. */
const ownSignature = signature.extend({ signingKey: text.optional(), sbom: z.boolean().optional() });

/** What a server's image is made from. */
export const imageOfServer = z.strictObject({
    context: text,
    dockerfile: text.optional(),
    target: text.optional(),
    buildArgs: z.record(text, z.string()).optional(),
    network: text.optional(),
    tag: text.optional(),
});

/** An image that somebody else has built. */
export const prebuiltOfServer = z.strictObject({
    image: text,
    via: text.optional(),
    signature: signature.optional(),
});

/** Files that run in a runtime's image. */
export const codeOfServer = z.strictObject({
    runtime: prebuiltOfServer,
    folder: text.optional(),
    files: z.record(text, z.string()).optional(),
    command: texts,
});

/** How nodes pull images: a section that a server and the platform's defaults have in common. */
export const pull = z.strictObject({ secrets: texts, policy: text }).partial();

/** What all images of the stack have in common. */
export const imagesOfPlatform = z
    .strictObject({
        platform: text,
        keepImages: z.number(),
        forceDelete: z.boolean(),
        protect: z.boolean(),
        kmsKey: text,
        pullAccounts: texts,
        scanOnPush: z.boolean(),
        scanType: text,
        allowed: texts,
        caches: z.record(text, z.strictObject({ prefix: text, credentialArn: text, existing: z.boolean() }).partial()),
        signature: ownSignature,
    })
    .partial();
