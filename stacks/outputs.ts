import * as pulumi from "@pulumi/pulumi";
import type { McpServer } from "../components";
import { mergedConfiguration } from "../components/model/client-config";

/** What the stack tells of its servers. Each value is an output of its own: one that is unknown hides no other. */
export function stackOutputs(servers: Record<string, McpServer>) {
    const ofEach = <T>(output: (server: McpServer) => T): Record<string, T> =>
        Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, output(server)]));
    const clients = pulumi
        .all(Object.values(servers).map(({ clientConfiguration }) => clientConfiguration))
        .apply(mergedConfiguration);
    return {
        /** URLs of every server, outside and inside the cluster. */
        endpoints: ofEach(({ url, internalUrl }) => ({ ...(url && { url }), internalUrl })),
        /** Images by digest, as deployed. */
        images: ofEach(({ imageUri }) => imageUri),
        /** Commands that list what ECR's scans of the images found. */
        scanFindings: ofEach(({ scanFindings }) => scanFindings),
        /** `.mcp.json` for clients outside the cluster. */
        mcpJson: clients.external,
        /** `.mcp.json` for clients inside the cluster. */
        mcpJsonInCluster: clients.inCluster,
        /** `.vscode/mcp.json`. */
        vsCodeJson: clients.vsCode,
        /** Environment and `mcp_servers` of a LiteLLM proxy. */
        liteLlm: clients.liteLlm,
        /** What goes into Flowise, by server. */
        flowise: clients.flowise,
        /** `server.json` for an MCP registry, by server that has a route. */
        serverJson: registryEntries(servers),
        ...canaries(servers),
    };
}

/** What is tried out beside the images above, and the Service that leads there alone; no output where nothing is. */
function canaries(servers: Record<string, McpServer>) {
    const entries = Object.entries(servers).flatMap(([name, { canaryImageUri, canaryServiceName }]) =>
        canaryImageUri === undefined ? [] : [[name, { image: canaryImageUri, serviceName: canaryServiceName }]],
    );
    return entries.length === 0 ? {} : { canaries: Object.fromEntries(entries) as Record<string, unknown> };
}

function registryEntries(servers: Record<string, McpServer>): Record<string, pulumi.Output<unknown>> {
    const entries = Object.entries(servers).flatMap(([name, { serverJson }]) =>
        serverJson === undefined ? [] : [[name, serverJson.apply((text): unknown => JSON.parse(text))]],
    );
    return Object.fromEntries(entries);
}
