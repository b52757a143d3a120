import { checked, type Problem } from "./problem";

/** When people are told that something is wrong with a server. */
export interface AlertArgs {
    /**
     * Whether there are alerts at all.
     * @default true
     */
    enabled?: boolean;
    /**
     * Share of tool calls that may fail, in percent, above 0 to 100.
     * @default 5
     */
    errorPercent?: number;
    /**
     * How long 95 of 100 tool calls may take at most, in seconds, above 0 to 300.
     * @default 10
     */
    p95Seconds?: number;
    /**
     * How long 99 of 100 tool calls may take at most, in seconds; at least `p95Seconds`, at most 300.
     * @default 30, or `p95Seconds` where that is more
     */
    p99Seconds?: number;
    /**
     * How many times the containers of a pod may be restarted within 15 minutes, 1 to 100.
     * @default 3
     */
    restarts?: number;
    /**
     * Labels of every alert beside `severity` and `server`, by which Alertmanager tells whom: environment, team. Names are
     * letters, digits and "_".
     * @default none
     */
    labels?: { [name: string]: string };
}

/** Labels that say which alert it is. */
const ownLabels = ["alertname", "severity", "server"];

/** The longest bucket of the servers' histogram: above it every percentile is this. */
const longestBucketSeconds = 300;

/** The arguments with their defaults. */
export function alerts(args: AlertArgs = {}): Required<AlertArgs> {
    const p95Seconds = args.p95Seconds ?? 10;
    return {
        enabled: args.enabled ?? true,
        errorPercent: args.errorPercent ?? 5,
        p95Seconds,
        p99Seconds: args.p99Seconds ?? Math.max(30, p95Seconds),
        restarts: args.restarts ?? 3,
        labels: args.labels ?? {},
    };
}

/** What is wrong with the thresholds. */
export function alertProblems(args: AlertArgs = {}): Problem[] {
    const { errorPercent, p95Seconds, p99Seconds, restarts, labels } = alerts(args);
    return [
        ...Object.entries(labels).flatMap(([name, value]) =>
            checked(
                `labels.${name}`,
                value,
                () => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !ownLabels.includes(name),
                `labels are letters, digits and "_", and not ${ownLabels.join(", ")}, which the alerts have`,
            ),
        ),
        ...checked("errorPercent", errorPercent, (value) => value > 0 && value <= 100, "it is above 0, to 100 percent"),
        ...checked(
            "p95Seconds",
            p95Seconds,
            (value) => value > 0 && value <= longestBucketSeconds,
            `it is above 0, to ${longestBucketSeconds} seconds`,
        ),
        ...checked(
            "p99Seconds",
            p99Seconds,
            (value) => value >= p95Seconds && value <= longestBucketSeconds,
            `it is at least p95Seconds (${p95Seconds}), to ${longestBucketSeconds} seconds`,
        ),
        ...checked(
            "restarts",
            restarts,
            (value) => Number.isInteger(value) && value >= 1 && value <= 100,
            "it is a whole number from 1 to 100",
        ),
    ];
}
