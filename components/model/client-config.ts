/** One server, as an MCP client is told of it. */
export interface McpClientServer {
    /** Transport: "http" is Streamable HTTP. */
    type: string;
    /** URL of the endpoint. */
    url: string;
}

/** A `.mcp.json`. */
export interface McpClientFile {
    /** Servers by name. */
    mcpServers: { [name: string]: McpClientServer };
}

/** What MCP clients are told, inside the cluster and outside. */
export interface ClientConfiguration {
    /** For clients outside the cluster; without servers where there is no route. */
    external: McpClientFile;
    /** For clients inside the cluster. */
    inCluster: McpClientFile;
}

/** `.mcp.json` of servers whose URLs are known. */
export function clientFile(urls: Record<string, string | undefined>): McpClientFile {
    const servers = Object.entries(urls).flatMap(([name, url]) =>
        url === undefined ? [] : [[name, { type: "http", url }]],
    );
    return { mcpServers: Object.fromEntries(servers) };
}
