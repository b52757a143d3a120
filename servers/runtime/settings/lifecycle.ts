import type { z } from "zod";
import { list, seconds } from "./kinds";
import type { SettingProblem } from "./problem";

/** When the server takes requests, and how it ends. */
export const lifecycleSettings = {
    DRAIN_SECONDS: seconds.default(5).meta({
        description: "From SIGTERM until the port closes: until every proxy has stopped sending requests here",
        key: "lifecycle.drain",
    }),
    DRAIN_LIMIT_SECONDS: seconds.default(50).meta({
        description: "From SIGTERM until open streams are cut; below the pod's terminationGracePeriodSeconds",
        key: "lifecycle.drain_limit",
    }),
    READY_REQUIRES: list.default([]).meta({
        description: "Dependencies whose loss makes the pod not ready, by their names in the body of /ready",
        key: "lifecycle.ready_requires",
    }),
};

/** What is wrong between these settings. */
export function lifecycleProblems(values: z.output<z.ZodObject<typeof lifecycleSettings>>): SettingProblem[] {
    return values.DRAIN_LIMIT_SECONDS >= values.DRAIN_SECONDS
        ? []
        : [{ name: "DRAIN_LIMIT_SECONDS", message: "must be at least DRAIN_SECONDS" }];
}
