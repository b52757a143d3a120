import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { CallStatus, ErrorType } from "./metrics/calls";

/** A JSON-RPC request or notification, as much of it as traces tell. */
export interface TracedMessage {
    method?: unknown;
    id?: unknown;
    params?: unknown;
}

/** The HTTP request that a message came with. */
export interface TracedHttp {
    request: IncomingMessage;
    response: ServerResponse;
    /** Subject of the caller's token. */
    user?: string | undefined;
}

/** A tool call that is traced. */
export interface TracedCall {
    tool: string;
    arguments: unknown;
    user?: string | undefined;
}

/** How a tool call ended. */
export interface CallEnd {
    status: CallStatus;
    error?: unknown;
    errorType?: ErrorType | undefined;
}

/** The span of a tool call that is running. */
export interface ToolCallSpan {
    traceId: string;
    end(end: CallEnd): void;
}

/** Traces by OpenTelemetry; does nothing but run what it is given where they are off. */
export interface Tracing {
    /** False where traces are off: nothing needs to be collected for them. */
    enabled: boolean;
    /** Answers one MCP message within the span of it, which ends with the response. */
    message<Result>(message: TracedMessage, http: TracedHttp, answer: () => Result): Result;
    /** Runs a tool within the span of its call. */
    toolCall<Result>(call: TracedCall, run: (span?: ToolCallSpan) => Result): Result;
    /** The message that is being answered asks for a tool with arguments that the tool does not take. */
    callRejected(): void;
    /** Asks something of an external API within a span; `headers` tell the API which. */
    apiCall<Answer>(endpoint: string, send: (headers: Record<string, string>) => Promise<Answer>): Promise<Answer>;
    /** Which trace a request belongs to: the server's, or that of a caller who has one. */
    traceIdOf(request: IncomingMessage): string | undefined;
    /** Sends what is not sent yet, for as long as it may take. */
    stop(limitMilliseconds: number): Promise<void>;
}

/** Traces that are off. */
export const noTracing: Tracing = {
    enabled: false,
    message: (_message, _http, answer) => answer(),
    toolCall: (_call, run) => run(),
    callRejected() {},
    apiCall: (_endpoint, send) => send({}),
    traceIdOf: callersTraceId,
    stop: async () => {},
};

/** The trace that the caller says it is in: https://www.w3.org/TR/trace-context/#traceparent-header */
export function callersTraceId({ headers }: IncomingMessage): string | undefined {
    const { traceparent } = headers;
    return typeof traceparent === "string" ? /^00-([0-9a-f]{32})-/.exec(traceparent)?.[1] : undefined;
}

/** What is told of the server, and by what it tells of its own troubles. */
export interface TracingOptions {
    server: string;
    version: string;
    /** Arguments of tool calls become part of the traces. */
    traceArguments: boolean;
    log: Logger;
}

/** For what the collector has not got when the drain is over; less than what a pod has left to end then. */
export const traceFlushMilliseconds = 3000;

/** Traces go where OpenTelemetry's own variables say; without any the libraries for it are not even loaded. */
export async function startTracing(
    options: TracingOptions,
    variables: Record<string, string | undefined> = process.env,
): Promise<Tracing> {
    const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } = variables;
    const endpoint = variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || variables.OTEL_EXPORTER_OTLP_ENDPOINT;
    if (!endpoint || OTEL_SDK_DISABLED?.toLowerCase() === "true" || OTEL_TRACES_EXPORTER === "none") return noTracing;
    const { openTelemetry } = await import("./open-telemetry.js");
    return openTelemetry(options, exportProtocol(endpoint, variables));
}

const protocols = ["http/protobuf", "http/json"] as const;
export type ExportProtocol = (typeof protocols)[number];

/** Throws when traces could never arrive: a collector that is silently never reached is found out too late. */
function exportProtocol(endpoint: string, variables: Record<string, string | undefined>): ExportProtocol {
    if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint)) {
        throw new Error(
            `OTEL_EXPORTER_OTLP_ENDPOINT="${endpoint}" is not usable; a collector is like http://collector:4318`,
        );
    }
    const asked = variables.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || variables.OTEL_EXPORTER_OTLP_PROTOCOL;
    const protocol = asked ? protocols.find((known) => known === asked) : "http/protobuf";
    if (!protocol) {
        throw new Error(`OTEL_EXPORTER_OTLP_PROTOCOL="${asked}" is not supported; ${protocols.join(" and ")} are`);
    }
    return protocol;
}
