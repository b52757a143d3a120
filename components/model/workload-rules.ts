import type { RuntimeArgs } from "../workload";
import { networkProblems } from "./network-rules";
import { healthProblems } from "./probes";
import { checked, type Problem, within } from "./problem";
import { resourceProblems } from "./resources";
import { scalingProblems } from "./scaling";
import { telemetryProblems } from "./telemetry";
import { timeoutProblems } from "./timeouts";

/** What is wrong with how a server is to run. */
export function workloadProblems(args: RuntimeArgs): Problem[] {
    const { port = 8000, path = "/mcp" } = args;
    return [
        ...checked(
            "port",
            port,
            (value) => Number.isInteger(value) && value >= 1024 && value <= 65_535,
            "a port is a whole number from 1024 to 65535 (lower ones need root)",
        ),
        ...checked(
            "path",
            path,
            (value) => /^(\/[A-Za-z0-9._~-]+)+$/.test(value),
            'a path is one or more of "/" with letters, digits and . _ ~ - after it, as "/demo/mcp"',
        ),
        ...within("scaling", scalingProblems(args.scaling)),
        ...within("resources", resourceProblems(args.resources)),
        ...within("network", networkProblems(args.network)),
        ...within("timeouts", timeoutProblems(args.timeouts)),
        ...within("health", healthProblems(args.health)),
        ...within("telemetry", telemetryProblems(args.telemetry)),
    ];
}
