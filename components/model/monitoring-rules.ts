import type { MetricsArgs } from "../monitoring";
import { alertProblems } from "./alerts";
import { namespaceProblems } from "./network-rules";
import { checked, type Problem, within } from "./problem";

/** As Prometheus writes durations: the units in order, each at most once. */
const duration = /^(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?$/;

/** What is wrong with how metrics are collected; values that are only known later (Outputs) pass. */
export function monitoringProblems(args: MetricsArgs = {}): Problem[] {
    return [
        ...checked(
            "port",
            args.port,
            (port) => port === undefined || (Number.isInteger(port) && port >= 1024 && port <= 65_535),
            "a port is a whole number from 1024 to 65535 (lower ones need root)",
        ),
        ...checked(
            "path",
            args.path,
            (path) => typeof path !== "string" || /^\/[A-Za-z0-9._~/-]*$/.test(path),
            'a path begins with "/" and has letters, digits and . _ ~ - / only',
        ),
        ...checked(
            "interval",
            args.interval,
            (interval) => typeof interval !== "string" || (interval !== "" && duration.test(interval)),
            'a duration is written as "30s", "1m" or "1m30s"',
        ),
        ...namespaceProblems("monitorNamespace", args.monitorNamespace),
        ...within("alerts", alertProblems(args.alerts)),
    ];
}
