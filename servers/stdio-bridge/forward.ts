import type { Client } from "@modelcontextprotocol/client";
import { Server } from "@modelcontextprotocol/server";
import { proxyServer } from "mcp-proxy";

/** The MCP server of one HTTP request, which hands everything on to the stdio server. */
export async function forward(client: Client): Promise<Server> {
    const serverCapabilities = client.getServerCapabilities() ?? {};
    const server = new Server(client.getServerVersion() ?? { name: "unnamed", version: "0" }, {
        capabilities: serverCapabilities,
        instructions: client.getInstructions(),
    });
    // The same classes: mcp-proxy's types name their declarations for ES modules, this file's those for CommonJS.
    await proxyServer({ client, server, serverCapabilities } as unknown as Parameters<typeof proxyServer>[0]);
    return server;
}
