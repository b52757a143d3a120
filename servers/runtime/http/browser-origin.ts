import type { IncomingMessage, ServerResponse } from "node:http";

/** How long browsers may remember the answer to a preflight request. */
const preflightSeconds = 600;

/**
 * Decides whether a web page may call the server, and answers itself when not: 403, as the MCP specification demands
 * against DNS rebinding. Only browsers send an Origin; a request without one passes.
 * Returns true when the request is answered.
 */
export function answerBrowserOrigin(
    request: IncomingMessage,
    response: ServerResponse,
    allowedOrigins: string[],
): boolean {
    const { origin } = request.headers;
    if (origin === undefined) {
        return false;
    }
    if (!allowedOrigins.includes(origin)) {
        const error = { code: -32000, message: `Origin ${origin} is not allowed` };
        response.writeHead(403, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", error, id: null }));
        return true;
    }
    // https://fetch.spec.whatwg.org/#http-cors-protocol
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-expose-headers", "mcp-session-id, www-authenticate, x-request-id");
    response.setHeader("vary", "Origin");
    if (request.method !== "OPTIONS") {
        return false;
    }
    response.writeHead(204, {
        "access-control-allow-methods": "POST, GET, DELETE",
        "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "content-type",
        "access-control-max-age": String(preflightSeconds),
    });
    response.end();
    return true;
}
