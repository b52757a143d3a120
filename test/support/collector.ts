import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as it arrives, with its attributes as plain values. */
export interface ReceivedSpan {
    name: string;
    /** 1 internal, 2 server, 3 client. */
    kind: number;
    traceId: string;
    spanId: string;
    parentSpanId?: string;
    attributes: Record<string, unknown>;
    links: { traceId: string; spanId: string }[];
    events: { name: string; attributes: Record<string, unknown> }[];
    status: { code?: number; message?: string };
    /** Of the server that sent it. */
    resource: Record<string, unknown>;
}

/** A collector of traces by OTLP over HTTP: reads what comes as JSON, keeps what comes otherwise. */
export interface Collector {
    /** http://127.0.0.1:port */
    url: string;
    /** What is sent in JSON, so far. */
    spans: ReceivedSpan[];
    received: { path: string; headers: IncomingHttpHeaders; body: Buffer }[];
    stop(): Promise<void>;
}

/** Starts a collector that answers with a status, or never. */
export async function startCollector(status: number | "never" = 200): Promise<Collector> {
    const spans: ReceivedSpan[] = [];
    const received: Collector["received"] = [];
    const server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks);
        received.push({ path: request.url ?? "", headers: request.headers, body });
        if (request.headers["content-type"] === "application/json") spans.push(...spansIn(JSON.parse(String(body))));
        const type = request.headers["content-type"] ?? "";
        // An answer of nothing, which for protobuf has no bytes.
        if (status !== "never")
            response.writeHead(status, { "content-type": type }).end(type.endsWith("json") ? "{}" : "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        spans,
        received,
        async stop() {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}

/** https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
interface TraceRequest {
    resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: SentSpan[] }[] }[];
}

interface KeyValue {
    key: string;
    value: Record<string, unknown>;
}

type SentSpan = Omit<ReceivedSpan, "attributes" | "events" | "resource"> & {
    attributes: KeyValue[];
    events: { name: string; attributes: KeyValue[] }[];
};

function spansIn({ resourceSpans }: TraceRequest): ReceivedSpan[] {
    return resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) =>
            spans.map((span) => ({
                ...span,
                attributes: plain(span.attributes),
                events: span.events.map(({ name, attributes }) => ({ name, attributes: plain(attributes) })),
                resource: plain(resource.attributes),
            })),
        ),
    );
}

const plain = (pairs: KeyValue[]) => Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value)]));

function plainValue(value: Record<string, unknown>): unknown {
    const { arrayValue } = value as { arrayValue?: { values: Record<string, unknown>[] } };
    return arrayValue ? arrayValue.values.map(plainValue) : Object.values(value)[0];
}
