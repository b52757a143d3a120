import { z } from "zod";
import { text } from "./text";

/** What a server's image is made from. */
export const imageOfServer = z.strictObject({
    context: text,
    dockerfile: text.optional(),
    target: text.optional(),
    buildArgs: z.record(text, z.string()).optional(),
    network: text.optional(),
    tag: text.optional(),
});

/** What all images of the stack have in common. */
export const imagesOfPlatform = z
    .strictObject({ platform: text, keepImages: z.number(), forceDelete: z.boolean(), protect: z.boolean() })
    .partial();
