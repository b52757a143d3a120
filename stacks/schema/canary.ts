import { z } from "zod";
import { text } from "./text";

/** A new version beside the one that stays. */
export const canaryOfServer = z.strictObject({ weightPercent: z.number().optional(), stableImage: text });
