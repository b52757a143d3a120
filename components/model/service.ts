import { eraBehaviour } from "./era";
import { selectorLabels } from "./labels";
import type { Track } from "./names";
import type { RuntimeArgs } from "./runtime";
import type { Timeouts } from "./timeouts";

/** Longest that Kubernetes keeps a client to a pod. */
const longestAffinitySeconds = 86_400;

/** The Service of a server: inside the cluster, or a port of every node as well; where sessions are, clients keep their pod. */
export function serviceSpec(
    server: string,
    { port = 8000, metricsPort, nodePort, era }: RuntimeArgs & { metricsPort?: number },
    times: Timeouts,
    track: Track = "stable",
) {
    const timeoutSeconds = Math.min(times.streamIdleSeconds, longestAffinitySeconds);
    return {
        type: nodePort === undefined ? "ClusterIP" : "NodePort",
        selector: selectorLabels(server, track),
        ports: [
            {
                name: "http",
                port,
                targetPort: "http",
                protocol: "TCP",
                ...(nodePort !== undefined && { nodePort }),
            },
            ...(metricsPort === undefined
                ? []
                : [{ name: "metrics", port: metricsPort, targetPort: "metrics", protocol: "TCP" }]),
        ],
        ...(eraBehaviour(era).sticky && {
            sessionAffinity: "ClientIP",
            sessionAffinityConfig: { clientIP: { timeoutSeconds } },
        }),
    };
}
