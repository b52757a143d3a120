import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Tool } from "../../runtime/tool";

/** Nobody's stream may occupy the server for longer. */
const longestMilliseconds = 10 * 60 * 1000;

const args = z
    .object({
        steps: z.number().int().min(1).max(600).default(5).describe("How far to count"),
        interval_milliseconds: z.number().int().min(1).max(60_000).default(1000).describe("Time that each step takes"),
    })
    .refine((given) => given.steps * given.interval_milliseconds <= longestMilliseconds, {
        error: `steps × interval_milliseconds is at most ${longestMilliseconds}`,
    });

export const countSlowly: Tool<z.output<typeof args>> = {
    name: "count_slowly",
    title: "Count slowly",
    description: "Counts up to a number and reports progress at every step: shows whether responses really stream.",
    arguments: args,
    async run({ steps, interval_milliseconds }, call) {
        for (let step = 1; step <= steps; step += 1) {
            await sleep(interval_milliseconds, undefined, { signal: call.signal });
            await call.progress(step, steps, `Counted to ${step}`);
        }
        return `Counted to ${steps}`;
    },
};
