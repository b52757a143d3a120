import { Counter, Gauge, type Registry } from "prom-client";

/** Methods that the endpoint knows; whatever else clients send is one. */
const knownMethods = new Set(["POST", "GET", "DELETE", "OPTIONS"]);

export interface HttpMetrics {
    connectionOpened(): void;
    connectionClosed(): void;
    streamOpened(): void;
    streamClosed(): void;
    httpAnswered(method: string, status: number): void;
    /** A request was refused as its caller sends too many. */
    rateLimited(): void;
}

export function httpMetrics(registry: Registry, endpoint: string): HttpMetrics {
    const registers = [registry];
    const connections = new Gauge({
        name: "mcp_active_connections",
        help: "Open TCP connections, idle ones included",
        labelNames: ["endpoint"],
        registers,
    });
    connections.set({ endpoint }, 0);
    const streams = new Gauge({
        name: "mcp_open_streams",
        help: "Open event streams (SSE)",
        registers,
    });
    const answers = new Counter({
        name: "mcp_http_responses_total",
        help: "HTTP responses of the MCP endpoint",
        labelNames: ["method", "code"],
        registers,
    });
    const limited = new Counter({
        name: "mcp_rate_limited_requests_total",
        help: "Requests that were refused because of the rate limit",
        registers,
    });
    return {
        connectionOpened: () => connections.inc({ endpoint }),
        connectionClosed: () => connections.dec({ endpoint }),
        streamOpened: () => streams.inc(),
        streamClosed: () => streams.dec(),
        httpAnswered: (method, status) =>
            answers.inc({ method: knownMethods.has(method) ? method : "other", code: String(status) }),
        rateLimited: () => limited.inc(),
    };
}
