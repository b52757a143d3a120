import { z } from "zod";
import { text } from "./text";

/** The rules of `mcp-eks:policy` asked by the cluster itself. */
export const admissionOfPlatform = z.strictObject({ action: text, namespaces: z.array(text) }).partial();
