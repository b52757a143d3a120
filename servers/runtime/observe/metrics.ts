import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** How a tool call ended. */
export type CallStatus = (typeof callStatuses)[number];

const callStatuses = ["success", "error", "cancelled"] as const;
const errorTypes = ["tool_error", "invalid_arguments"] as const;

/** Tools answer in milliseconds or stream for minutes. */
const callDurationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export interface Metrics {
    registry: Registry;
    /** Begins the tool's series at zero: Prometheus takes what a counter has when it is first seen for its beginning. */
    toolOffered(tool: string): void;
    callStarted(): void;
    callEnded(tool: string, status: CallStatus, seconds: number): void;
    /** The call never reached the tool, as its arguments were not what the tool takes. */
    callRejected(tool: string): void;
    connectionOpened(): void;
    connectionClosed(): void;
    httpAnswered(method: string, status: number): void;
}

export function createMetrics(server: string): Metrics {
    const registry = new Registry();
    registry.setDefaultLabels({ server });
    collectDefaultMetrics({ register: registry });
    const registers = [registry];
    const requests = new Counter({
        name: "mcp_requests_total",
        help: "Tool calls by how they ended",
        labelNames: ["tool", "status"],
        registers,
    });
    const durations = new Histogram({
        name: "mcp_request_duration_seconds",
        help: "Time a tool call took",
        labelNames: ["tool"],
        buckets: callDurationBuckets,
        registers,
    });
    const errors = new Counter({
        name: "mcp_errors_total",
        help: "Tool calls that failed, by reason",
        labelNames: ["tool", "error_type"],
        registers,
    });
    const concurrent = new Gauge({
        name: "mcp_concurrent_requests",
        help: "Tool calls that are running",
        registers,
    });
    const connections = new Gauge({
        name: "mcp_active_connections",
        help: "Open TCP connections, idle ones included",
        registers,
    });
    const answers = new Counter({
        name: "mcp_http_responses_total",
        help: "HTTP responses of the MCP endpoint",
        labelNames: ["method", "code"],
        registers,
    });
    const countError = (tool: string, error_type: (typeof errorTypes)[number], calls = 1) =>
        errors.inc({ tool, error_type }, calls);
    return {
        registry,
        toolOffered(tool) {
            for (const status of callStatuses) requests.inc({ tool, status }, 0);
            for (const errorType of errorTypes) countError(tool, errorType, 0);
            durations.zero({ tool });
        },
        callStarted: () => concurrent.inc(),
        callEnded(tool, status, seconds) {
            concurrent.dec();
            requests.inc({ tool, status });
            durations.observe({ tool }, seconds);
            if (status === "error") {
                countError(tool, "tool_error");
            }
        },
        callRejected(tool) {
            requests.inc({ tool, status: "error" });
            countError(tool, "invalid_arguments");
        },
        connectionOpened: () => connections.inc(),
        connectionClosed: () => connections.dec(),
        httpAnswered: (method, status) => answers.inc({ method, code: String(status) }),
    };
}
