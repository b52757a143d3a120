import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { type McpRefusal, type Speech, withMcpClient } from "../../../../release/verify/mcp-client";
import { watchStream } from "../../../../release/verify/stream-watch";
import { type Way, wayByRoute } from "../../../../release/verify/way";

const patience = { arrivalMilliseconds: 3000, holdMilliseconds: 300 };
const initialize: Speech = { handshake: "initialize" };

/** Servers as there are outside this repository, on the SDK of the generation before. */
describe("speaking with a server of an older generation", () => {
    const closing: (() => unknown)[] = [];

    const listening = async (answer: RequestListener, path: string): Promise<Way> => {
        const server: Server = createServer(answer);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const way = wayByRoute(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
        closing.push(
            () => way.close(),
            () => server.closeAllConnections(),
            () => server.close(),
        );
        return way;
    };

    const mcpServer = () => {
        const server = new McpServer({ name: "older", version: "1" });
        server.registerTool("greet", { description: "Greets" }, async () => ({ content: [] }));
        return server;
    };

    const toolsOf = (way: Way, speech = initialize) =>
        withMcpClient(way, speech, async (client) => (await client.listTools()).tools.map(({ name }) => name));

    afterEach(async () => {
        for (const close of closing.splice(0)) await close();
    });

    it("finds tools and stream of one with sessions, and leaves no session behind", async () => {
        const sessions = new Map<string, StreamableHTTPServerTransport>();
        const way = await listening(async (request, response) => {
            const known = sessions.get(String(request.headers["mcp-session-id"]));
            if (known !== undefined) return known.handleRequest(request, response);
            const transport = new StreamableHTTPServerTransport({
                sessionIdGenerator: randomUUID,
                onsessioninitialized: (id) => void sessions.set(id, transport),
                onsessionclosed: (id) => void sessions.delete(id),
            });
            await mcpServer().connect(transport);
            return transport.handleRequest(request, response);
        }, "/mcp");
        assert.deepEqual(await toolsOf(way), ["greet"]);
        const times = await watchStream(way, initialize, { ...patience, arrivalMilliseconds: 300 });
        assert.deepEqual([times?.status, times?.isEventStream, times?.endMilliseconds], [200, true, undefined]);
        assert.equal(sessions.size, 0);
    });

    it("sees that one without sessions has no stream to hold open", async () => {
        const way = await listening(async (request, response) => {
            if (request.method === "GET") return response.writeHead(405).end();
            const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
            await mcpServer().connect(transport);
            return transport.handleRequest(request, response);
        }, "/mcp");
        assert.deepEqual(await toolsOf(way), ["greet"]);
        const times = await watchStream(way, initialize, patience);
        assert.deepEqual([times?.status, times?.isEventStream], [405, false]);
    });

    it("speaks HTTP+SSE with one that knows nothing else", async () => {
        const sessions = new Map<string, SSEServerTransport>();
        const way = await listening(async (request, response) => {
            const { pathname, searchParams } = new URL(request.url ?? "/", "http://server");
            if (request.method === "GET") {
                const transport = new SSEServerTransport("/messages", response);
                sessions.set(transport.sessionId, transport);
                return mcpServer().connect(transport);
            }
            const session = sessions.get(searchParams.get("sessionId") ?? "");
            if (pathname !== "/messages" || session === undefined) return response.writeHead(405).end();
            return session.handlePostMessage(request, response);
        }, "/sse");
        assert.deepEqual(await toolsOf(way), ["greet"]);
        const times = await watchStream(way, initialize, patience);
        assert.deepEqual([times?.status, times?.isEventStream, times?.endMilliseconds], [200, true, undefined]);
        assert.ok((times?.bytesMilliseconds ?? Number.POSITIVE_INFINITY) < patience.arrivalMilliseconds);
    });

    it("is told how it is refused", async () => {
        const way = await listening((_, response) => response.writeHead(401).end("who are you?"), "/mcp");
        for (const handshake of ["initialize", "discover"] as const) {
            await assert.rejects(toolsOf(way, { handshake }), ({ status, message }: McpRefusal) => {
                assert.equal(status, 401);
                assert.match(message, /^answered 401/);
                return true;
            });
        }
    });

    it("brings a bearer token along", async () => {
        const seen = new Set<string | undefined>();
        const way = await listening((request, response) => {
            seen.add(request.headers.authorization);
            response.writeHead(403).end();
        }, "/mcp");
        await assert.rejects(toolsOf(way, { ...initialize, token: "t0ken" }));
        assert.deepEqual([...seen], ["Bearer t0ken"]);
    });
});
