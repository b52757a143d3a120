import { context, DiagLogLevel, diag, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
    defaultResource,
    detectResources,
    envDetector,
    hostDetector,
    resourceFromAttributes,
    serviceInstanceIdDetector,
} from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";
import { warningExporter } from "./export-warnings";
import { tracingSpans } from "./spans";
import type { ExportProtocol, Tracing, TracingOptions } from "./tracing";

/**
 * Sets up OpenTelemetry as its variables say (sampler, limits, batches, headers, timeouts are read by its own
 * libraries) and for the whole process: spans that a tool begins by @opentelemetry/api belong to its call.
 */
export function openTelemetry(options: TracingOptions, protocol: ExportProtocol): Tracing {
    const { log } = options;
    diag.setLogger(diagnostics(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    const exporter = protocol === "http/json" ? new JsonExporter() : new ProtobufExporter();
    const provider = new BasicTracerProvider({
        resource: resource(options),
        spanProcessors: [new BatchSpanProcessor(warningExporter(exporter, log))],
    });
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    return tracingSpans(provider.getTracer("mcp-eks"), options, async () => {
        await provider.shutdown();
        trace.disable();
        context.disable();
        propagation.disable();
        diag.disable();
    });
}

/** What the variables say of the server wins over what it knows itself. */
function resource({ server, version }: TracingOptions) {
    const { OTEL_SERVICE_NAME } = process.env;
    return defaultResource()
        .merge(resourceFromAttributes({ "service.name": server, "service.version": version }))
        .merge(detectResources({ detectors: [hostDetector, serviceInstanceIdDetector, envDetector] }))
        .merge(resourceFromAttributes(OTEL_SERVICE_NAME ? { "service.name": OTEL_SERVICE_NAME } : {}));
}

/** Says once what OpenTelemetry complains of, whatever the numbers in it are. */
function diagnostics(log: Logger) {
    const said = new Set<string>();
    // Parts of OpenTelemetry name themselves first.
    const warn = (...parts: unknown[]): void => {
        const message = parts.filter((part) => typeof part === "string").join(": ");
        const kind = message.replace(/\d+/g, "");
        if (!said.has(kind)) log.warn({ from: "OpenTelemetry" }, message);
        said.add(kind);
    };
    return { error: warn, warn, info() {}, debug() {}, verbose() {} };
}
