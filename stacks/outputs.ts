import * as pulumi from "@pulumi/pulumi";
import type { McpServer } from "../components";
import { clientFile } from "../components/model/client-config";

/** What the stack tells of its servers. Each value is an output of its own: one that is unknown hides no other. */
export function stackOutputs(servers: Record<string, McpServer>) {
    const ofEach = <T>(output: (server: McpServer) => T): Record<string, T> =>
        Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, output(server)]));
    return {
        /** URLs of every server, outside and inside the cluster. */
        endpoints: ofEach(({ url, internalUrl }) => ({ ...(url && { url }), internalUrl })),
        /** Images by digest, as deployed. */
        images: ofEach(({ imageUri }) => imageUri),
        /** `.mcp.json` for clients outside the cluster. */
        mcpJson: pulumi.output(ofEach(({ url }) => url)).apply(clientFile),
        /** `.mcp.json` for clients inside the cluster. */
        mcpJsonInCluster: pulumi.output(ofEach(({ internalUrl }) => internalUrl)).apply(clientFile),
    };
}
