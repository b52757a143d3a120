import { z } from "zod";
import { text, texts } from "./text";

/** What a server may do in AWS. */
export const permissionsOfServer = z.array(
    z.strictObject({
        actions: texts,
        resources: texts,
        effect: text.optional(),
        conditions: z.record(text, z.record(text, texts)).optional(),
        wildcardReason: text.optional(),
    }),
);

/** How roles are given, and what they have in common: a section that a server and the platform's defaults share. */
export const identity = z
    .strictObject({ kind: text, permissionsBoundary: text, rolePath: text, tags: z.record(text, z.string()) })
    .partial();
