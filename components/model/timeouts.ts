import { checked, type Problem } from "./problem";

/** How long streams live, and how a pod ends without losing one. */
export interface TimeoutArgs {
    /**
     * How long a stream may be silent before the route cuts it, in seconds, 30 to 86400.
     * @default 3600
     */
    streamIdleSeconds?: number;
    /**
     * How long a pod serves on after it was told to end, until every proxy has noticed, in seconds, 0 to 300. The
     * server itself drains: it reads this from DRAIN_SECONDS.
     * @default 5
     */
    drainSeconds?: number;
    /**
     * How long a pod may take to end, open streams included, in seconds; at least 10 more than `drainSeconds`, at
     * most 3600.
     * @default 60
     */
    terminationGraceSeconds?: number;
    /**
     * How long a rollout may take until `pulumi up` fails, in seconds, 30 to 3600.
     * @default 300
     */
    rolloutSeconds?: number;
}

/** All times of one server; each is derived here and nowhere else. */
export interface Timeouts extends Required<TimeoutArgs> {
    /** From SIGTERM until the server cuts its open streams. */
    drainLimitSeconds: number;
    /** Between two comments on a silent stream. */
    streamKeepAliveSeconds: number;
    /** How long the server keeps idle connections open. */
    connectionKeepAliveSeconds: number;
}

/** Between the server's cutting its streams and Kubernetes' killing it. */
const killMarginSeconds = 10;

/** Longer than proxies keep idle connections (ALB and ingress-nginx: 60), or they send requests into closed ones (502). */
const connectionKeepAliveSeconds = 75;

/** Below the shortest idle timeout that a route may have. */
const streamKeepAliveSeconds = 15;

/** SSE keep-alive < idle timeout of the route; drain < cut < kill. */
export function timeouts(args: TimeoutArgs = {}): Timeouts {
    const terminationGraceSeconds = args.terminationGraceSeconds ?? 60;
    return {
        streamIdleSeconds: args.streamIdleSeconds ?? 3600,
        drainSeconds: args.drainSeconds ?? 5,
        terminationGraceSeconds,
        rolloutSeconds: args.rolloutSeconds ?? 300,
        drainLimitSeconds: terminationGraceSeconds - killMarginSeconds,
        streamKeepAliveSeconds,
        connectionKeepAliveSeconds,
    };
}

/** What is wrong with a server's times. */
export function timeoutProblems(args: TimeoutArgs = {}): Problem[] {
    const { streamIdleSeconds, drainSeconds, terminationGraceSeconds, rolloutSeconds } = timeouts(args);
    const shortestGrace = drainSeconds + killMarginSeconds;
    return [
        ...wholeSeconds("streamIdleSeconds", streamIdleSeconds, 30, 86_400),
        ...wholeSeconds("drainSeconds", drainSeconds, 0, 300),
        ...wholeSeconds("terminationGraceSeconds", terminationGraceSeconds, shortestGrace, 3600),
        ...wholeSeconds("rolloutSeconds", rolloutSeconds, 30, 3600),
    ];
}

function wholeSeconds(field: string, found: number, least: number, most: number): Problem[] {
    const valid = (value: number) => Number.isInteger(value) && value >= least && value <= most;
    return checked(field, found, valid, `it is whole seconds from ${least} to ${most}`);
}
