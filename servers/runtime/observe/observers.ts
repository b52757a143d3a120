import type { Logger } from "pino";
import type { ApiCall } from "../tool";
import { ApiMeter } from "./api-meter";
import { describeFailure } from "./error-description";
import type { Metrics } from "./metrics";
import type { ToolCallSpan, TracedCall, Tracing } from "./tracing";

/** What a server tells of itself while it works. */
export interface Observers {
    metrics: Metrics;
    log: Logger;
    tracing: Tracing;
}

/** A tool call as its observers see it. Its arguments reach a trace where that was asked for; never a log or metric. */
export interface ObservedCall extends TracedCall {
    /** Aborted when the client cancels the call or goes away. */
    signal: AbortSignal;
    requestId?: string | null | undefined;
    /** When the request came in, by `performance.now()`; as long as that is not known, when the tool was called. */
    received?: number | undefined;
}

/** Runs a tool with its call counted, timed, logged and traced. Returns or throws what the tool does. */
export function observeToolCall<Result>(
    observers: Observers,
    call: ObservedCall,
    run: (api: ApiCall) => Promise<Result> | Result,
): Promise<Result> {
    const { tracing, metrics } = observers;
    metrics.callStarted();
    const observed = (span?: ToolCallSpan) => runObserved(observers, call, run, span);
    return tracing.enabled ? tracing.toolCall(call, observed) : observed();
}

async function runObserved<Result>(
    observers: Observers,
    call: ObservedCall,
    run: (api: ApiCall) => Promise<Result> | Result,
    span?: ToolCallSpan,
): Promise<Result> {
    const started = performance.now();
    const api = new ApiMeter(observers);
    try {
        const result = await run(api.call);
        callEnded(observers, call, { status: "success", started, span });
        return result;
    } catch (error) {
        const status = call.signal.aborted ? "cancelled" : "error";
        const errorType = status === "error" ? (api.failed ? "api_error" : "tool_error") : undefined;
        callEnded(observers, call, { status, started, span, error, errorType });
        throw error;
    }
}

interface End {
    status: "success" | "error" | "cancelled";
    started: number;
    span?: ToolCallSpan | undefined;
    error?: unknown;
    errorType?: "api_error" | "tool_error" | undefined;
}

function callEnded({ metrics, log }: Observers, call: ObservedCall, end: End): void {
    const { tool, requestId, user } = call;
    const { status, started, span, error, errorType } = end;
    const now = performance.now();
    const toolSeconds = (now - started) / 1000;
    const seconds = (now - (call.received ?? started)) / 1000;
    metrics.callEnded({ tool, status, requestSeconds: seconds, toolSeconds, errorType });
    span?.end({ status, error, errorType });
    if (!log.isLevelEnabled("info")) return;
    const failure = status === "error" ? { errorType, err: describeFailure(call, error) } : {};
    log.info({ requestId, traceId: span?.traceId, user, tool, status, seconds, ...failure }, "tool call");
}

/** A call that does not reach its tool, as its arguments are not what the tool takes. */
export function observeRejectedCall({ metrics, tracing }: Observers, tool: string): void {
    metrics.callRejected(tool);
    tracing.callRejected();
}

/** A call that a token with other scopes could have made. */
export interface RefusedCall {
    tool: string;
    user?: string | undefined;
    requestId?: string | null | undefined;
    /** What the token lacks. */
    reason: string;
}

/** A call that does not reach its tool, as the caller's token is good for this server but not for this tool. */
export function observeRefusedCall({ metrics, log }: Observers, { requestId, user, tool, reason }: RefusedCall): void {
    metrics.toolRefused();
    log.info({ requestId, user, tool, code: "insufficient_scope", reason }, "caller refused");
}
