import { objectName } from "./names";
import { checked, type Problem } from "./problem";

/** Where a server sends its traces. */
export interface TelemetryArgs {
    /**
     * Collector that takes OTLP over HTTP: a Service of the cluster
     * ("http://jaeger-all-in-one.monitoring.svc.cluster.local:4318"), or one outside by https on port 443.
     * @default no traces are sent
     */
    otlpEndpoint?: string;
}

/** Variables by which every OpenTelemetry SDK is set up. */
export function telemetryEnvironment(server: string, args: TelemetryArgs = {}): Record<string, string> {
    if (args.otlpEndpoint === undefined) return {};
    return {
        OTEL_EXPORTER_OTLP_ENDPOINT: args.otlpEndpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
        OTEL_SERVICE_NAME: objectName(server),
    };
}

/** Namespace and port of a collector in the cluster; undefined for one outside. */
export function otlpService(endpoint: string): { namespace: string; port: number } | undefined {
    const url = new URL(endpoint);
    const [, namespace] = /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/.exec(url.hostname) ?? [];
    if (namespace === undefined) return undefined;
    return { namespace, port: Number(url.port || (url.protocol === "https:" ? 443 : 80)) };
}

/** What is wrong with where traces are sent. */
export function telemetryProblems(args: TelemetryArgs = {}): Problem[] {
    const allowed =
        'a collector is a Service, as "http://jaeger.monitoring.svc.cluster.local:4318", or outside by https on port 443: no other way out is open';
    return checked(
        "otlpEndpoint",
        args.otlpEndpoint,
        (endpoint) => endpoint === undefined || isReachable(endpoint),
        allowed,
    );
}

function isReachable(endpoint: string): boolean {
    if (!URL.canParse(endpoint)) return false;
    const url = new URL(endpoint);
    if (url.protocol !== "http:" && url.protocol !== "https:") return false;
    // URL drops the default port, so no port is 443 here.
    return otlpService(endpoint) !== undefined || (url.protocol === "https:" && url.port === "");
}
