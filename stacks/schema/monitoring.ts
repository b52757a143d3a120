import { z } from "zod";
import { text } from "./text";

/** How the stack's metrics are collected. */
export const monitoringOfPlatform = z.strictObject({ release: text.optional() });
