// An MCP server as far as a diagnosis asks one, odd in the way that its settings say; run as `code` of a server.
import { createServer } from "node:http";
import { connect } from "node:net";

const { PORT, MCP_PATH, ANSWER, ONLY_HOST, ONLY_PATH = MCP_PATH, CALLS, STREAM_SECONDS } = process.env;

const json = (response, status, body, headers = {}) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
};

createServer(async (request, response) => {
    const { url = "/", method, headers } = request;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (url === "/health" || url === "/ready") return json(response, 200, { status: "ok" });
    if (url !== ONLY_PATH) return json(response, 404, { error: "not found" });
    if (ONLY_HOST !== undefined && headers.host?.split(":")[0] !== ONLY_HOST) {
        return json(response, 421, { error: "Invalid Host header" });
    }
    if (ANSWER !== undefined) {
        return json(response, Number(ANSWER), { error: "invalid_token" }, { "www-authenticate": "Bearer realm=mcp" });
    }
    if (method === "GET" && STREAM_SECONDS !== undefined) return stream(response);
    if (method !== "POST") return json(response, 405, { error: "POST only" });
    const { id } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    // A notification.
    if (id === undefined) return response.writeHead(202).end();
    const result = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "odd", version: "1" } };
    json(response, 200, { jsonrpc: "2.0", id, result });
}).listen(Number(PORT));

/** Events from the first moment on, until the server has had enough. */
function stream(response) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const comment = () => response.write(": still here\n\n");
    comment();
    const comments = setInterval(comment, 500);
    setTimeout(() => response.end(), Number(STREAM_SECONDS) * 1000);
    response.on("close", () => clearInterval(comments));
}

if (CALLS !== undefined) {
    const [host, port] = CALLS.split(":");
    const socket = connect({ host, port: Number(port) });
    socket.setTimeout(1000, () => socket.destroy(new Error(`connect ETIMEDOUT ${CALLS}`)));
    socket.on("error", ({ message }) => console.error(message));
}
