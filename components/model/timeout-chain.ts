import { checked, type Problem } from "./problem";
import { type RouteKind, routeKinds } from "./route-kinds";
import { type TimeoutArgs, type Timeouts, timeoutProblems, timeouts } from "./timeouts";

/** What the proxy of a route does with connections. */
export interface ProxyTimes {
    /** How long it keeps an idle connection to a pod, in seconds, where streams may be silent as long as given. */
    idleConnectionSeconds(streamIdleSeconds: number): number;
    /** Longest silence of a stream that it can be told to bear, in seconds. */
    longestStreamIdleSeconds: number;
}

/** All times from the client to the pod's end, which only work together. */
export interface TimeoutChain extends Timeouts {
    /** How long a load balancer lets the streams of a leaving pod go on: until the server cuts them itself. */
    deregistrationDelaySeconds: number;
}

/** By how much a server outlasts its proxy: whoever closes an idle connection first must be the proxy. */
const outlastSeconds = 15;

/**
 * SSE keep-alive < idle timeout of the route, and idle connections of the proxy < those of the server: otherwise the
 * proxy sends requests into connections that the server has just closed (502). Drain < cut < kill is `timeouts`' own.
 */
export function timeoutChain(args: TimeoutArgs | undefined, kind: RouteKind): TimeoutChain {
    const times = timeouts(args);
    const idle = routeKinds[kind].proxy.idleConnectionSeconds(times.streamIdleSeconds);
    return {
        ...times,
        connectionKeepAliveSeconds: args?.connectionKeepAliveSeconds ?? idle + outlastSeconds,
        deregistrationDelaySeconds: times.preStopSeconds + times.drainLimitSeconds,
    };
}

/** What is wrong between the links of the chain. */
export function timeoutChainProblems(args: TimeoutArgs | undefined, kind: RouteKind): Problem[] {
    // Of times that are none, nothing more is to be said.
    if (timeoutProblems(args).length > 0) return [];
    const { streamIdleSeconds, streamKeepAliveSeconds, connectionKeepAliveSeconds } = timeoutChain(args, kind);
    const { longestStreamIdleSeconds: longest, idleConnectionSeconds } = routeKinds[kind].proxy;
    const idle = idleConnectionSeconds(streamIdleSeconds);
    return [
        ...checked(
            "streamIdleSeconds",
            streamIdleSeconds,
            (value) => value <= longest,
            `a route of kind ${kind} bears at most ${longest} seconds; comments every ${streamKeepAliveSeconds} keep streams open`,
        ),
        ...checked(
            "streamKeepAliveSeconds",
            streamKeepAliveSeconds,
            (value) => value < streamIdleSeconds,
            `the route cuts a stream after ${streamIdleSeconds} silent seconds (streamIdleSeconds), so comments come more often`,
        ),
        ...checked(
            "connectionKeepAliveSeconds",
            connectionKeepAliveSeconds,
            (value) => value > idle,
            `a route of kind ${kind} keeps idle connections for ${idle} seconds; the server keeps them longer, or calls fail with 502`,
        ),
    ];
}
