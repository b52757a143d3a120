import { authorization, type ClientEndpoint } from "./endpoint";

/** One server, as an MCP client is told of it. */
export interface McpClientServer {
    /** Transport: "http" is Streamable HTTP. */
    type: string;
    /** URL of the endpoint. */
    url: string;
    /** Headers of every request; `${VARIABLE}` is filled in from the client's environment. */
    headers?: { [name: string]: string };
    /** What the server is good for. */
    description?: string;
}

/** A `.mcp.json`. */
export interface McpClientFile {
    /** Servers by name. */
    mcpServers: { [name: string]: McpClientServer };
}

/** `.mcp.json`, as Claude Code and others read it. */
export function mcpJson(endpoints: ClientEndpoint[]): McpClientFile {
    return { mcpServers: Object.fromEntries(endpoints.map((endpoint) => [endpoint.name, server(endpoint)])) };
}

function server({ transport, url, tokenVariable, description }: ClientEndpoint): McpClientServer {
    return {
        type: transport,
        url,
        ...(tokenVariable && { headers: authorization(`\${${tokenVariable}}`) }),
        ...(description !== undefined && { description }),
    };
}
