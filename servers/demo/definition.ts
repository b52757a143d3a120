import type { ServerDefinition } from "../runtime/serve";
import { addNumbers } from "./tools/add-numbers";
import { countSlowly } from "./tools/count-slowly";

/** One tool that answers at once, one that streams its progress. */
export const demo: ServerDefinition = { name: "demo", version: "0.1.0", tools: [addNumbers, countSlowly] };
