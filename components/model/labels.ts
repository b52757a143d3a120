import { objectName } from "./names";

/** Labels by which Services, policies and monitors find a server's pods; they can never change on a Deployment. */
export function selectorLabels(server: string): Record<string, string> {
    return {
        "app.kubernetes.io/name": objectName(server),
        "app.kubernetes.io/component": "mcp-server",
    };
}

/** Labels of every object of a server. */
export function objectLabels(server: string): Record<string, string> {
    return {
        ...selectorLabels(server),
        "app.kubernetes.io/part-of": "mcp-servers",
        "app.kubernetes.io/managed-by": "pulumi",
    };
}
