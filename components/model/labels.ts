import { objectName, type Track } from "./names";

/** What sets the pods apart; what the pods that stay are selected by cannot change, so the canary's have another value of it. */
const components: Record<Track, string> = { stable: "mcp-server", canary: "mcp-server-canary" };

/** Labels by which Services, policies and monitors find a server's pods; they can never change on a Deployment. */
export function selectorLabels(server: string, track: Track = "stable"): Record<string, string> {
    return {
        "app.kubernetes.io/name": objectName(server),
        "app.kubernetes.io/component": components[track],
    };
}

/** Labels of every object of a server. */
export function objectLabels(server: string, track: Track = "stable"): Record<string, string> {
    return {
        ...selectorLabels(server, track),
        "app.kubernetes.io/part-of": "mcp-servers",
        "app.kubernetes.io/managed-by": "pulumi",
    };
}
