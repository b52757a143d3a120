import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, type McpServerFactory } from "@modelcontextprotocol/server";
import type { Logger } from "pino";
import { Drain } from "../lifecycle/drain";
import type { Observers } from "../mcp/tools";
import { createMetrics, type Metrics } from "../observe/metrics";
import type { Config } from "../settings/settings";
import { answerBrowserOrigin } from "./browser-origin";
import { openStreamsAtOnce } from "./event-stream";

const millisecondsPerSecond = 1000;
/** A caller's own request id is taken over when it is one that can stand in a log line. */
const requestIdPattern = /^[A-Za-z0-9._:-]{1,128}$/;

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface RunningServer {
    port: number;
    /** Ends the server as at SIGTERM; resolves when everything is closed. */
    stop(): Promise<void>;
}

/** Makes what makes the MCP server of each request. */
export type FactoryMaker = (name: string, observers: Observers) => McpServerFactory;

/** Starts the server: MCP, probes and metrics on one port. */
export async function startServer(config: Config, log: Logger, makeFactory: FactoryMaker): Promise<RunningServer> {
    const metrics = createMetrics(config.MCP_SERVER_NAME);
    const drain = new Drain();
    const mcp = createMcpHandler(makeFactory(config.MCP_SERVER_NAME, { metrics, log }), {
        // Serves clients of every protocol revision without sessions.
        legacy: "stateless",
        // Also calls without progress: only a stream can be kept alive while a tool is at work.
        responseMode: "sse",
        keepAliveMs: config.STREAM_KEEP_ALIVE_SECONDS * millisecondsPerSecond,
        maxRequestBodySize: config.MAX_BODY_BYTES,
        onerror: (error) => log.warn({ err: error }, "mcp request refused"),
    });
    const callMcp = toNodeHandler(openStreamsAtOnce(mcp), {
        maxRequestBodySize: config.MAX_BODY_BYTES,
        onerror: (error) => log.error({ err: error }, "mcp request failed"),
    });
    const answerMcp: Handler = (request, response) => {
        const { method = "" } = request;
        response.once("finish", () => metrics.httpAnswered(method, response.statusCode));
        return answerBrowserOrigin(request, response, config.ALLOWED_ORIGINS) ? undefined : callMcp(request, response);
    };
    const routes = new Map<string, Handler>([
        [config.MCP_PATH, answerMcp],
        // Liveness: answers as long as the process can, draining or not.
        ["/health", (_request, response) => sendJson(response, 200, { status: "healthy" })],
        ["/ready", (_request, response) => sendReadiness(response, drain)],
        ["/metrics", (_request, response) => sendMetrics(response, metrics)],
    ]);
    const server = createServer({ keepAliveTimeout: config.KEEP_ALIVE_SECONDS * millisecondsPerSecond });
    server.on("connection", (socket) => {
        metrics.connectionOpened();
        socket.once("close", () => metrics.connectionClosed());
    });
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
        const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
        const handler = routes.get(path);
        drain.track(request, response);
        logRequest(request, response, path, log[path === config.MCP_PATH ? "info" : "debug"].bind(log));
        const answered = handler
            ? handler(request, response)
            : sendJson(response, 404, { error: `no such path: ${path}` });
        Promise.resolve(answered).catch((error: unknown) => {
            log.error({ err: error }, "request failed");
            response.destroy();
        });
    });
    const port = await listen(server, config);
    log.info({ host: config.HOST, port, path: config.MCP_PATH }, "listening");
    return {
        port,
        async stop() {
            log.info({ drainSeconds: config.DRAIN_SECONDS, limitSeconds: config.DRAIN_LIMIT_SECONDS }, "draining");
            const times = {
                drainMilliseconds: config.DRAIN_SECONDS * millisecondsPerSecond,
                limitMilliseconds: config.DRAIN_LIMIT_SECONDS * millisecondsPerSecond,
            };
            const cutOff = await drain.run(server, times, () => mcp.close());
            log[cutOff > 0 ? "warn" : "info"]({ cutOff }, "stopped");
        },
    };
}

function listen(server: Server, { HOST, PORT }: Config): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(PORT, HOST, () => resolve((server.address() as AddressInfo).port));
    });
}

/** One line for a request when it has ended: how it went, not what was in it. */
function logRequest(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    write: (fields: object, message: string) => void,
): void {
    const started = performance.now();
    const given = request.headers["x-request-id"];
    const requestId = typeof given === "string" && requestIdPattern.test(given) ? given : randomUUID();
    // Where the tool's own log line takes it from.
    request.headers["x-request-id"] = requestId;
    response.setHeader("x-request-id", requestId);
    response.once("close", () => {
        const seconds = (performance.now() - started) / millisecondsPerSecond;
        const { method, headers } = request;
        const mcpMethod = headers["mcp-method"];
        const status = response.statusCode;
        write({ requestId, method, path, mcpMethod, status, complete: response.writableFinished, seconds }, "request");
    });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
}

function sendReadiness(response: ServerResponse, { draining }: Drain): void {
    sendJson(response, draining ? 503 : 200, { status: draining ? "draining" : "ready" });
}

async function sendMetrics(response: ServerResponse, { registry }: Metrics): Promise<void> {
    const text = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType });
    response.end(text);
}
