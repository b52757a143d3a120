import type { ServerResponse } from "node:http";

export function sendJson(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
}

/** Of the range that JSON-RPC leaves to servers; what MCP's SDK refuses requests with. */
const refusedCode = -32_000;

/** Refuses a request that was not read, and has no id therefore. */
export function sendRefusal(response: ServerResponse, status: number, message: string): void {
    sendJson(response, status, { jsonrpc: "2.0", error: { code: refusedCode, message }, id: null });
}
