import { Counter, Gauge, type Registry } from "prom-client";

/** Endpoints are named by a tool's code; one that puts an identifier into the name stops here. */
const mostEndpoints = 100;

export interface ApiMetrics {
    /** An external API has answered (or not) what a tool asked of it. */
    apiCalled(endpoint: string, status: "success" | "error"): void;
    /** Requests that the API still allows, as it says itself. */
    apiRateLimitRemaining(requests: number): void;
}

export function apiMetrics(registry: Registry): ApiMetrics {
    const calls = new Counter({
        name: "mcp_api_calls_total",
        help: "Calls of external APIs by tools",
        labelNames: ["endpoint", "status"],
        registers: [registry],
    });
    const known = new Set<string>();
    let remaining: Gauge | undefined;
    return {
        apiCalled(endpoint, status) {
            if (known.size < mostEndpoints) known.add(endpoint);
            calls.inc({ endpoint: known.has(endpoint) ? endpoint : "other", status });
        },
        apiRateLimitRemaining(requests) {
            // From the first answer on: zero would say that nothing is left.
            remaining ??= new Gauge({
                name: "mcp_api_rate_limit_remaining",
                help: "Requests that an external API still allows, as it said last",
                registers: [registry],
            });
            remaining.set(requests);
        },
    };
}
