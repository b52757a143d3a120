import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** How a tool call ended. */
export type CallStatus = (typeof callStatuses)[number];

/** Why a tool call failed: the tool itself, an external API that it asked, or arguments that the tool does not take. */
export type ErrorType = (typeof errorTypes)[number];

const callStatuses = ["success", "error", "cancelled"] as const;
const errorTypes = ["tool_error", "api_error", "invalid_arguments"] as const;

/** Tools answer in milliseconds or stream for minutes. */
const callDurationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** A call that has reached its tool. */
export interface EndedCall {
    tool: string;
    status: CallStatus;
    /** From the request to its answer. */
    requestSeconds: number;
    /** The tool's own share of it. */
    toolSeconds: number;
    /** For the status "error". */
    errorType?: ErrorType | undefined;
}

export interface CallMetrics {
    /** Begins the tool's series at zero: Prometheus takes what a counter has when it is first seen for its beginning. */
    toolOffered(tool: string): void;
    callStarted(): void;
    callEnded(call: EndedCall): void;
    /** The call never reached the tool, as its arguments were not what the tool takes. */
    callRejected(tool: string): void;
}

/**
 * `mcp_requests_total` and its kin are about requests as clients make them, refused ones among them;
 * `mcp_tool_…` about the runs of tools that came of them, under the labels that their name is known with.
 */
export function callMetrics(registry: Registry, endpoint: string): CallMetrics {
    const registers = [registry];
    const requests = new Counter({
        name: "mcp_requests_total",
        help: "Requests to call a tool, by how they ended; refused arguments are errors",
        labelNames: ["tool", "status"],
        registers,
    });
    const requestDurations = new Histogram({
        name: "mcp_request_duration_seconds",
        help: "Time from a request to call a tool until its answer; without requests whose arguments were refused",
        labelNames: ["tool"],
        buckets: callDurationBuckets,
        registers,
    });
    const errors = new Counter({
        name: "mcp_errors_total",
        help: "Requests to call a tool that failed, by reason",
        labelNames: ["tool", "error_type"],
        registers,
    });
    const concurrent = new Gauge({
        name: "mcp_concurrent_requests",
        help: "Tool calls that are running",
        registers,
    });
    const runs = new Counter({
        name: "mcp_tool_calls_total",
        help: "Runs of tools, by how they ended; a call with refused arguments is none",
        labelNames: ["endpoint", "tool_name", "result"],
        registers,
    });
    const runDurations = new Histogram({
        name: "mcp_tool_duration_seconds",
        help: "Time that a tool itself took",
        labelNames: ["endpoint", "tool_name"],
        buckets: callDurationBuckets,
        registers,
    });
    return {
        toolOffered(tool) {
            for (const status of callStatuses) {
                requests.inc({ tool, status }, 0);
                runs.inc({ endpoint, tool_name: tool, result: status }, 0);
            }
            for (const errorType of errorTypes) errors.inc({ tool, error_type: errorType }, 0);
            requestDurations.zero({ tool });
            runDurations.zero({ endpoint, tool_name: tool });
        },
        callStarted: () => concurrent.inc(),
        callEnded({ tool, status, requestSeconds, toolSeconds, errorType }) {
            concurrent.dec();
            requests.inc({ tool, status });
            requestDurations.observe({ tool }, requestSeconds);
            runs.inc({ endpoint, tool_name: tool, result: status });
            runDurations.observe({ endpoint, tool_name: tool }, toolSeconds);
            if (errorType) errors.inc({ tool, error_type: errorType });
        },
        callRejected(tool) {
            requests.inc({ tool, status: "error" });
            errors.inc({ tool, error_type: "invalid_arguments" });
        },
    };
}
