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
     * How long a pod serves on before it is told to end, in seconds, 0 to 300: for servers that end at once when they are
     * told (5 is enough), in place of draining by themselves.
     * @default 0
     */
    preStopSeconds?: number;
    /**
     * How long a pod may take to end, open streams included, in seconds; at least 10 more than `drainSeconds` and
     * `preStopSeconds` together, at most 3600.
     * @default 60
     */
    terminationGraceSeconds?: number;
    /**
     * How long a rollout may take until `pulumi up` fails, in seconds, 30 to 3600.
     * @default 300
     */
    rolloutSeconds?: number;
    /**
     * Time between two comments on a silent stream, in seconds, 1 to 3600; less than the route bears. The server reads
     * it from STREAM_KEEP_ALIVE_SECONDS.
     * @default 15
     */
    streamKeepAliveSeconds?: number;
    /**
     * How long the server keeps idle connections open, in seconds, 1 to 86400; longer than the route's proxy does. The
     * server reads it from KEEP_ALIVE_SECONDS.
     * @default 15 more than the proxy of the route keeps them: 75 for "nginx"
     */
    connectionKeepAliveSeconds?: number;
}

/** All times of one server; each is derived here and nowhere else. */
export interface Timeouts extends Required<TimeoutArgs> {
    /** From SIGTERM until the server cuts its open streams. */
    drainLimitSeconds: number;
}

/** Between the server's cutting its streams and Kubernetes' killing it. */
const killMarginSeconds = 10;

/** Longer than proxies keep idle connections (ALB and ingress-nginx: 60), or they send requests into closed ones (502). */
const connectionKeepAliveSeconds = 75;

/** Below the shortest idle timeout that a route may have. */
const streamKeepAliveSeconds = 15;

/** SSE keep-alive < idle timeout of the route; drain < cut < kill. */
export function timeouts(args: TimeoutArgs = {}): Timeouts {
    const { preStopSeconds = 0, terminationGraceSeconds = 60 } = args;
    return {
        streamIdleSeconds: args.streamIdleSeconds ?? 3600,
        drainSeconds: args.drainSeconds ?? 5,
        preStopSeconds,
        terminationGraceSeconds,
        rolloutSeconds: args.rolloutSeconds ?? 300,
        // The grace period runs from before the wait.
        drainLimitSeconds: terminationGraceSeconds - preStopSeconds - killMarginSeconds,
        streamKeepAliveSeconds: args.streamKeepAliveSeconds ?? streamKeepAliveSeconds,
        connectionKeepAliveSeconds: args.connectionKeepAliveSeconds ?? connectionKeepAliveSeconds,
    };
}

/** What is wrong with a server's times. */
export function timeoutProblems(args: TimeoutArgs = {}): Problem[] {
    const times = timeouts(args);
    const { streamIdleSeconds, drainSeconds, preStopSeconds, terminationGraceSeconds, rolloutSeconds } = times;
    const shortestGrace = preStopSeconds + drainSeconds + killMarginSeconds;
    return [
        ...wholeSeconds("streamIdleSeconds", streamIdleSeconds, 30, 86_400),
        ...wholeSeconds("drainSeconds", drainSeconds, 0, 300),
        ...wholeSeconds("preStopSeconds", preStopSeconds, 0, 300),
        ...wholeSeconds("terminationGraceSeconds", terminationGraceSeconds, shortestGrace, 3600),
        ...wholeSeconds("rolloutSeconds", rolloutSeconds, 30, 3600),
        ...wholeSeconds("streamKeepAliveSeconds", times.streamKeepAliveSeconds, 1, 3600),
        ...wholeSeconds("connectionKeepAliveSeconds", times.connectionKeepAliveSeconds, 1, 86_400),
    ];
}

function wholeSeconds(field: string, found: number, least: number, most: number): Problem[] {
    const valid = (value: number) => Number.isInteger(value) && value >= least && value <= most;
    return checked(field, found, valid, `it is whole seconds from ${least} to ${most}`);
}
