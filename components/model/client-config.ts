import type { ClientArgs } from "./client-rules";
import { clientEndpoint } from "./clients/endpoint";
import { type FlowiseServer, flowise } from "./clients/flowise";
import { type LiteLlmConfiguration, liteLlm } from "./clients/litellm";
import { type McpClientFile, mcpJson } from "./clients/mcp-json";
import { type VsCodeFile, vsCodeFile } from "./clients/vscode";

/** What MCP clients are told, inside the cluster and outside; tokens are placeholders only. */
export interface ClientConfiguration {
    /** `.mcp.json` for clients outside the cluster; without servers where there is no route. */
    external: McpClientFile;
    /** `.mcp.json` for clients inside the cluster. */
    inCluster: McpClientFile;
    /** `.vscode/mcp.json`; without servers where there is no route. */
    vsCode: VsCodeFile;
    /** For a LiteLLM proxy inside the cluster. */
    liteLlm: LiteLlmConfiguration;
    /** For Flowise, by server: the route, or the address inside the cluster where there is none. */
    flowise: { [name: string]: FlowiseServer };
}

/** Everything that clients are told of one server; `external` is undefined without a route. */
export function clientConfiguration(
    name: string,
    urls: { external?: string; inCluster: string },
    args?: ClientArgs,
): ClientConfiguration {
    const inside = [clientEndpoint(name, urls.inCluster, args)];
    const outside = urls.external === undefined ? [] : [clientEndpoint(name, urls.external, args)];
    return {
        external: mcpJson(outside),
        inCluster: mcpJson(inside),
        vsCode: vsCodeFile(outside),
        liteLlm: liteLlm(inside),
        flowise: flowise(outside.length > 0 ? outside : inside),
    };
}

/** One configuration of several servers' ones. */
export function mergedConfiguration(all: ClientConfiguration[]): ClientConfiguration {
    const merged = <T>(part: (one: ClientConfiguration) => Record<string, T>): Record<string, T> =>
        Object.assign({}, ...all.map(part));
    return {
        external: { mcpServers: merged(({ external }) => external.mcpServers) },
        inCluster: { mcpServers: merged(({ inCluster }) => inCluster.mcpServers) },
        vsCode: {
            servers: merged(({ vsCode }) => vsCode.servers),
            inputs: all.flatMap(({ vsCode }) => vsCode.inputs),
        },
        liteLlm: {
            environment: merged(({ liteLlm }) => liteLlm.environment),
            mcp_servers: merged(({ liteLlm }) => liteLlm.mcp_servers),
        },
        flowise: merged(({ flowise }) => flowise),
    };
}
