import type { DeployedRoute } from "../../deployed";
import type { Check } from "../context";
import { type Attempt, notYet, ok, skipped } from "../finding";
import { type StreamPatience, type StreamTimes, watchStream } from "../stream-watch";
import { newestHandshake, refusalVerdict } from "./handshake";

const patience: StreamPatience = { arrivalMilliseconds: 4000, holdMilliseconds: 2000 };
/** How much later than in the pod something may arrive through the route. */
const detourMilliseconds = 3000;

/** Whether a stream that clients hold open arrives at once, and is not cut: through the route as it does in the pod. */
export const stream: Check = async ({ era, route: configured }, context) => {
    const pod = await context.pod();
    if (pod === undefined) return skipped("no pod is ready to be asked");
    const way = context.routeReached ? context.route : undefined;
    const speech = { handshake: newestHandshake(era), token: context.token };
    return context.untilPassed(async () => {
        try {
            const [inPod, byRoute] = await Promise.all([
                watchStream(pod, speech, patience),
                way && watchStream(way, speech, patience),
            ]);
            return streamVerdict(inPod ?? {}, way && (byRoute ?? {}), configured?.kind);
        } catch (error) {
            return refusalVerdict("stream", error, { era, hasToken: speech.token !== undefined });
        }
    });
};

/** Judges by what came in the pod what was to come through the route; `byRoute` undefined: there was none to take. */
export function streamVerdict(
    inPod: StreamTimes,
    byRoute: StreamTimes | undefined,
    kind: DeployedRoute["kind"] | undefined,
): Attempt {
    const { status, isEventStream, headMilliseconds, bytesMilliseconds, endMilliseconds } = inPod;
    if (headMilliseconds === undefined) {
        return skipped("the server sends nothing when a client opens a stream, so a buffer would not show");
    }
    if (!isEventStream) return skipped(`the server has no stream that stays open (it answers ${status})`);
    if (endMilliseconds !== undefined) {
        return skipped(`the server itself ends its stream after ${endMilliseconds} ms`);
    }
    const held = `stays open (${patience.holdMilliseconds / 1000} s watched)`;
    const first = bytesMilliseconds ?? headMilliseconds;
    if (byRoute === undefined) return ok(`begins after ${first} ms and ${held}, in the pod`);
    if (byRoute.status !== undefined && byRoute.status >= 400) {
        return notYet(`the pod opens a stream, and the route answers ${byRoute.status}`, advice(kind, uncut));
    }
    const routed = bytesMilliseconds === undefined ? byRoute.headMilliseconds : byRoute.bytesMilliseconds;
    if (routed === undefined || routed > first + detourMilliseconds) {
        const late = routed === undefined ? `nothing in ${patience.arrivalMilliseconds} ms` : `${routed} ms`;
        const found = `it is buffered: the first bytes come after ${first} ms in the pod, through the route ${late}`;
        return notYet(found, advice(kind, unbuffered));
    }
    if (byRoute.endMilliseconds !== undefined) {
        const found = `it is cut: the pod's stays open, the route ends it after ${byRoute.endMilliseconds} ms`;
        return notYet(found, advice(kind, uncut));
    }
    return ok(`begins after ${routed} ms and ${held}; in the pod after ${first} ms`);
}

type RouteKind = DeployedRoute["kind"];

const unbuffered: Record<RouteKind, string> = {
    nginx: 'the Ingress needs nginx.ingress.kubernetes.io/proxy-buffering: "off"',
    alb: "a load balancer does not buffer: look for a proxy before or behind it",
    gateway: "the Gateway's implementation must not buffer",
    apisix: "the ApisixRoute needs the plugin proxy-buffering with disable_proxy_buffering: true",
    none: "what routes here must not buffer",
};

const uncut: Record<RouteKind, string> = {
    nginx: "the Ingress needs a long nginx.ingress.kubernetes.io/proxy-read-timeout and proxy-send-timeout",
    alb: "the load balancer needs a long idle_timeout.timeout_seconds",
    gateway: "the HTTPRoute needs timeouts.request: 0s, or the Gateway's implementation a longer idle time",
    apisix: "the ApisixRoute needs a long timeout.read and timeout.send",
    none: "what routes here must not end what is silent for a while",
};

const advice = (kind: RouteKind | undefined, needed: Record<RouteKind, string>) =>
    `${kind === undefined ? "" : `${needed[kind]}; `}npm run release -- up sets back what was changed by hand`;
