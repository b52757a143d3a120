import { z } from "zod";
import { text } from "./text";

/** `mcp-eks:release`: that the stack is released with `npm run release`, and by which images. */
export const releaseSchema = z.strictObject({
    /** Stack whose verified images are promoted to this one, which then builds none. */
    from: text.optional(),
});

export type ReleaseConfig = z.output<typeof releaseSchema>;
