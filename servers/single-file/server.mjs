// An MCP server in one file, for `code` in a server's block: it is put into a ConfigMap and run by an image of Node.js as it
// is, so it imports nothing but what Node.js brings. Sessions-free: any pod answers any request, in JSON.
import { createServer } from "node:http";

const port = Number(process.env.PORT ?? 8000);
const path = process.env.MCP_PATH ?? "/mcp";
const drainMilliseconds = Number(process.env.DRAIN_SECONDS ?? 5) * 1000;
const newestRevision = "2025-11-25";
const revisions = ["2025-03-26", "2025-06-18", newestRevision];
const longestBodyBytes = 1_000_000;

const tools = {
    greet: {
        description: "Greets somebody",
        inputSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
        run: ({ name }) => `Hello, ${name}`,
    },
};

const methods = {
    initialize: ({ protocolVersion }) => ({
        protocolVersion: revisions.includes(protocolVersion) ? protocolVersion : newestRevision,
        capabilities: { tools: {} },
        serverInfo: { name: process.env.MCP_SERVER_NAME ?? "single-file", version: "1.0.0" },
    }),
    ping: () => ({}),
    "tools/list": () => ({
        tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({
            name,
            description,
            inputSchema,
        })),
    }),
    "tools/call": ({ name, arguments: given = {} }) => {
        const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
        if (!tool) throw Object.assign(new Error(`there is no tool ${name}`), { code: -32602 });
        return { content: [{ type: "text", text: tool.run(given) }] };
    },
};

let draining = false;

const server = createServer(async (request, response) => {
    const answer = (status, body) => {
        if (draining) response.setHeader("connection", "close");
        response.writeHead(status, body === undefined ? {} : { "content-type": "application/json" });
        response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/health") return answer(200, { status: "ok" });
    if (pathname === "/ready") return answer(draining ? 503 : 200, { status: draining ? "draining" : "ok" });
    if (pathname !== path) return answer(404, { error: "not found" });
    // Web pages of other origins could otherwise call it by a visitor's browser.
    if (request.headers.origin !== undefined) return answer(403, { error: "not for browsers" });
    if (request.method !== "POST") return answer(405, { error: "POST only" });
    // Also how clients of later revisions learn that they have to begin with `initialize`.
    const revision = request.headers["mcp-protocol-version"];
    if (revision !== undefined && !revisions.includes(revision)) {
        return answer(
            400,
            failure(null, -32000, `there is no revision ${revision} here, only ${revisions.join(", ")}`),
        );
    }
    const message = await bodyOf(request).catch(() => undefined);
    if (message?.jsonrpc !== "2.0") return answer(400, failure(null, -32700, "that is no JSON-RPC"));
    // Notifications are not answered.
    if (message.id === undefined) return answer(202);
    const method = Object.hasOwn(methods, message.method) ? methods[message.method] : undefined;
    if (!method) return answer(200, failure(message.id, -32601, `there is no method ${message.method}`));
    try {
        answer(200, { jsonrpc: "2.0", id: message.id, result: method(message.params ?? {}) });
    } catch (error) {
        answer(200, failure(message.id, error.code ?? -32603, error.message));
    }
});

const failure = (id, code, message) => ({ jsonrpc: "2.0", id, error: { code, message } });

async function bodyOf(request) {
    const chunks = [];
    let size = 0;
    for await (const chunk of request) {
        size += chunk.length;
        if (size > longestBodyBytes) throw new Error("too long");
        chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

// Longer than load balancers keep idle connections: what they reuse must still be open.
server.keepAliveTimeout = Number(process.env.KEEP_ALIVE_SECONDS ?? 75) * 1000;
server.listen(port, () => {
    console.log(JSON.stringify({ level: "info", message: "listening", port: server.address().port, path }));
});

process.on("SIGTERM", () => {
    draining = true;
    setTimeout(() => server.close(() => process.exit(0)), drainMilliseconds);
});
