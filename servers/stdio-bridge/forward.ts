import type { Client } from "@modelcontextprotocol/client";
import {
    type Implementation,
    type JSONRPCRequest,
    type Result,
    Server,
    type ServerContext,
    type ServerOptions,
} from "@modelcontextprotocol/server";
import { getUpstreamBridge, proxyServer } from "mcp-proxy";
import { identityOf } from "./stdio-server";

type Answer = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

/** Answers a request by `pass`, which hands it on to the stdio server; sees what goes there and what comes back. */
export type Watch = (
    request: JSONRPCRequest,
    context: ServerContext,
    pass: (request: JSONRPCRequest) => Promise<Result>,
) => Promise<Result>;

/** mcp-proxy makes the handlers and shows nothing of what passes them; this is the SDK's hook around each. */
class WatchedServer extends Server {
    constructor(
        info: Implementation,
        options: ServerOptions,
        private readonly watch: Watch,
    ) {
        super(info, options);
    }

    protected override _wrapHandler(method: string, answer: Answer): Answer {
        return super._wrapHandler(method, (request, context) =>
            this.watch(request, context, (passed) => answer(passed, context)),
        );
    }

    /**
     * The SDK asks a server for its capabilities when a client listens, and closes it without having connected it; its own
     * `close` tells nobody then, and mcp-proxy would keep what it holds for the server. Releasing that twice does no harm.
     */
    override async close(): Promise<void> {
        if (this.transport) await super.close();
        else this.onclose?.();
    }
}

/** The SDK gives a call a minute. What a call may take the route says, whose streams may last a day. */
const longestCallMilliseconds = 24 * 60 * 60 * 1000;

/** The MCP server of one HTTP request, which hands everything on to the stdio server. */
export async function forward(client: Client, watch: Watch): Promise<Server> {
    const serverCapabilities = client.getServerCapabilities() ?? {};
    const options = { capabilities: serverCapabilities, instructions: client.getInstructions() };
    const server = new WatchedServer(identityOf(client), options, watch);
    // The same classes: mcp-proxy's types name their declarations for ES modules, this file's those for CommonJS.
    const wiring = {
        client,
        server,
        serverCapabilities,
        requestTimeout: longestCallMilliseconds,
    } as unknown as Parameters<typeof proxyServer>[0];
    // Subscriptions of all clients stand in one queue. The first to ask for it says how long each may take, which is the
    // SDK's minute: within `proxyServer` it would be the day of a call.
    getUpstreamBridge({ client: wiring.client });
    await proxyServer(wiring);
    return server;
}
