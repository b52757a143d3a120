import { Counter, Histogram, type Registry } from "prom-client";

/** How the authentication of a request ended; `unavailable`: the authorization server could not be asked. */
export type AuthResult = (typeof authResults)[number];

const authResults = ["success", "missing_token", "invalid_token", "insufficient_scope", "unavailable"] as const;

/** A known key takes less than a millisecond, an introspection as long as the network does. */
const authDurationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface AuthMetrics {
    authAttempted(result: AuthResult, seconds: number): void;
    /** A caller whose authentication was a success lacks scopes of the tool that the request asks for. */
    toolRefused(): void;
}

export function authMetrics(registry: Registry, endpoint: string): AuthMetrics {
    const attempts = new Counter({
        name: "mcp_auth_attempts_total",
        help: "Requests whose caller was to be authenticated, by result",
        labelNames: ["endpoint", "result"],
        registers: [registry],
    });
    const durations = new Histogram({
        name: "mcp_auth_duration_seconds",
        help: "Time that the authentication of a request took",
        labelNames: ["endpoint"],
        buckets: authDurationBuckets,
        registers: [registry],
    });
    for (const result of authResults) attempts.inc({ endpoint, result }, 0);
    durations.zero({ endpoint });
    return {
        authAttempted(result, seconds) {
            attempts.inc({ endpoint, result });
            durations.observe({ endpoint }, seconds);
        },
        toolRefused: () => attempts.inc({ endpoint, result: "insufficient_scope" satisfies AuthResult }),
    };
}
