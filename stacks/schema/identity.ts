import { z } from "zod";
import { text, texts } from "./text";

/** What a server may do in AWS. */
export const permissionsOfServer = z.array(
    z.strictObject({
        actions: texts,
        resources: texts,
        effect: text.optional(),
        conditions: z.record(text, z.record(text, texts)).optional(),
    }),
);
