import type { IncomingMessage } from "node:http";
import {
    type Attributes,
    type Context,
    context,
    type Link,
    propagation,
    ROOT_CONTEXT,
    type Span,
    SpanKind,
    SpanStatusCode,
    type Tracer,
    trace,
} from "@opentelemetry/api";
import { describeError, describeFailure } from "./error-description";
import { knownMethod } from "./mcp-methods";
import { longestValues, withoutSecrets } from "./redaction";
import {
    type CallEnd,
    callersTraceId,
    type TracedCall,
    type TracedHttp,
    type TracedMessage,
    type Tracing,
    type TracingOptions,
} from "./tracing";

/** What clients make up beyond these is not told. */
const toolPattern = /^[A-Za-z0-9_.-]{1,128}$/;
const revisionPattern = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The spans of a server, by the conventions for MCP:
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md
 */
export function tracingSpans(
    tracer: Tracer,
    { traceArguments }: Pick<TracingOptions, "traceArguments">,
    shutDown: () => Promise<void>,
): Tracing {
    const traces = new WeakMap<IncomingMessage, string>();
    return {
        enabled: true,
        message(message, http, answer) {
            // Responses of clients are no requests; of a batch (2025-03-26) each call has its own span.
            if (typeof message.method !== "string") return answer();
            const { parent, links } = callersContext(message, http);
            const attributes = messageAttributes(message, http);
            const span = tracer.startSpan(
                knownMethod(message.method),
                { kind: SpanKind.SERVER, attributes, links },
                parent,
            );
            traces.set(http.request, span.spanContext().traceId);
            http.response.once("close", () => endMessage(span, http));
            return context.with(trace.setSpan(parent, span), answer);
        },
        toolCall(call, run) {
            const request = trace.getActiveSpan();
            // Only here the tool is known to exist: clients cannot make span names.
            request?.updateName(`tools/call ${call.tool}`);
            const attributes = callAttributes(call, traceArguments);
            const span = tracer.startSpan(`execute_tool ${call.tool}`, { kind: SpanKind.INTERNAL, attributes });
            return context.with(trace.setSpan(context.active(), span), () =>
                run({
                    traceId: span.spanContext().traceId,
                    end: (end) => endCall(span, request, call, end),
                }),
            );
        },
        callRejected() {
            const request = trace.getActiveSpan();
            if (request) markFailed(request, "invalid_arguments");
        },
        apiCall(endpoint, send) {
            const span = tracer.startSpan(endpoint, { kind: SpanKind.CLIENT });
            return context.with(trace.setSpan(context.active(), span), async () => {
                const headers: Record<string, string> = {};
                propagation.inject(context.active(), headers);
                try {
                    const answer = await send(headers);
                    if (answer instanceof Response) {
                        span.setAttribute("http.response.status_code", answer.status);
                        if (!answer.ok) markFailed(span, String(answer.status));
                    }
                    return answer;
                } catch (error) {
                    // Not its message, in which HTTP clients quote URLs: what the call's arguments are is not known here.
                    markFailed(span, describeError(error).type);
                    throw error;
                } finally {
                    span.end();
                }
            });
        },
        traceIdOf: (request) => traces.get(request) ?? callersTraceId(request),
        async stop(limitMilliseconds) {
            let timer: NodeJS.Timeout | undefined;
            const limit = new Promise<void>((resolve) => {
                timer = setTimeout(resolve, limitMilliseconds);
            });
            // What cannot be sent has been told of.
            await Promise.race([shutDown().catch(() => {}), limit]);
            clearTimeout(timer);
        },
    };
}

/**
 * Whose call this is. The message itself tells best, whatever it passed on its way (SEP-414, `_meta.traceparent`);
 * what the HTTP headers tell is then a link. Without one, the headers are all there is.
 */
function callersContext(message: TracedMessage, { request }: TracedHttp): { parent: Context; links: Link[] } {
    const byHttp = propagation.extract(ROOT_CONTEXT, request.headers);
    const byMessage = propagation.extract(ROOT_CONTEXT, metaOf(message));
    const httpSpan = trace.getSpanContext(byHttp);
    if (!trace.getSpanContext(byMessage)) return { parent: byHttp, links: [] };
    return { parent: byMessage, links: httpSpan ? [{ context: httpSpan }] : [] };
}

function messageAttributes(message: TracedMessage, { request, user }: TracedHttp): Attributes {
    const { method, id } = message;
    const params = objectOr(message.params);
    const revision = request.headers["mcp-protocol-version"] ?? params.protocolVersion;
    const requestId = request.headers["x-request-id"];
    return {
        "mcp.method.name": knownMethod(method),
        "network.transport": "tcp",
        "network.protocol.name": "http",
        "network.protocol.version": request.httpVersion,
        ...(typeof id === "string" || typeof id === "number" ? { "jsonrpc.request.id": String(id).slice(0, 128) } : {}),
        ...(typeof revision === "string" && revisionPattern.test(revision) ? { "mcp.protocol.version": revision } : {}),
        ...(method === "tools/call" ? toolAttributes(params.name) : {}),
        ...(user === undefined ? {} : { "enduser.id": user }),
        ...(typeof requestId === "string" ? { "http.request.header.x-request-id": [requestId] } : {}),
    };
}

function callAttributes({ tool, user, arguments: args }: TracedCall, traceArguments: boolean): Attributes {
    return {
        ...toolAttributes(tool),
        ...(user === undefined ? {} : { "enduser.id": user }),
        ...(traceArguments ? { "gen_ai.tool.call.arguments": toldArguments(args) } : {}),
    };
}

function toldArguments(args: unknown): string {
    const json = JSON.stringify(withoutSecrets(args)) ?? "";
    // As JSON writes some characters, six for one. Spans wait for the collector by the thousand.
    return json.length > longestValues ? `${json.slice(0, longestValues)}…` : json;
}

function toolAttributes(name: unknown): Attributes {
    const operation = { "gen_ai.operation.name": "execute_tool" };
    return typeof name === "string" && toolPattern.test(name) ? { ...operation, "gen_ai.tool.name": name } : operation;
}

function endCall(span: Span, request: Span | undefined, call: TracedCall, end: CallEnd): void {
    const { status, error, errorType = "tool_error" } = end;
    if (status === "error") {
        const described = describeFailure(call, error);
        span.recordException({ ...described, name: described.type });
        markFailed(span, errorType, described.message);
        if (request) markFailed(request, errorType, described.message);
    } else if (status === "cancelled") {
        span.addEvent("cancelled");
    }
    span.end();
}

function endMessage(span: Span, { response }: TracedHttp): void {
    span.setAttribute("http.response.status_code", response.statusCode);
    if (response.statusCode >= 400) markFailed(span, String(response.statusCode));
    else if (!response.writableFinished) span.addEvent("cancelled");
    span.end();
}

function markFailed(span: Span, type: string, message?: string): void {
    span.setAttribute("error.type", type);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
}

const metaOf = ({ params }: TracedMessage) => objectOr(objectOr(params)._meta);

const objectOr = (value: unknown): Record<string, unknown> =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
