import { collectDefaultMetrics, Registry } from "prom-client";
import { type ApiMetrics, apiMetrics } from "./metrics/api";
import { type AuthMetrics, authMetrics } from "./metrics/auth";
import { type CallMetrics, callMetrics } from "./metrics/calls";
import { type DependencyMetrics, dependencyMetrics } from "./metrics/dependencies";
import { type HttpMetrics, httpMetrics } from "./metrics/http";

/**
 * Everything that a server counts. No label takes what clients send: tools are those that exist, codes and results
 * those that are known, so that nobody can make series without end.
 */
export interface Metrics extends CallMetrics, AuthMetrics, HttpMetrics, ApiMetrics, DependencyMetrics {
    registry: Registry;
}

/** `server` is a label of every metric; `endpoint`, the path of MCP, of those that seen from outside belong to it. */
export function createMetrics(server: string, endpoint: string): Metrics {
    const registry = new Registry();
    registry.setDefaultLabels({ server });
    collectDefaultMetrics({ register: registry });
    return {
        registry,
        ...callMetrics(registry, endpoint),
        ...authMetrics(registry, endpoint),
        ...httpMetrics(registry, endpoint),
        ...apiMetrics(registry),
        ...dependencyMetrics(registry),
    };
}
