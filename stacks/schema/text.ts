import { z } from "zod";

/** Text that says something. */
export const text = z.string().min(1);
export const texts = z.array(text);
