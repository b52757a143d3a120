import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import { type Authentication, createAuthentication } from "../auth/authentication";
import type { Dependency } from "../dependencies/dependency";
import type { RedisClient } from "../dependencies/redis";
import { Readiness } from "../health/readiness";
import { Drain } from "../lifecycle/drain";
import { createEndpoint } from "../mcp/endpoint";
import type { ToolServer } from "../mcp/tools";
import { createMetrics, type Metrics } from "../observe/metrics";
import type { Observers } from "../observe/observers";
import { noTracing, type Tracing } from "../observe/tracing";
import { authSettingsOf } from "../settings/auth";
import type { Config } from "../settings/settings";
import { logRequest } from "./access-log";
import { allowedHosts } from "./allowed-hosts";
import { sendJson } from "./answers";
import { browserOrigin } from "./browser-origin";
import { clientAddress } from "./client-address";
import { answeredByGate, type Gate } from "./gate";
import { createListener, listen } from "./listener";
import { type Handler, metricsRoute, probeRoutes } from "./operations";
import { type RateLimit, rateLimit } from "./rate-limit";

const millisecondsPerSecond = 1000;

export interface RunningServer {
    port: number;
    /** Where METRICS_PORT asks for one of its own. */
    metricsPort?: number | undefined;
    /** Ends the server as at SIGTERM; resolves when everything is closed. */
    stop(): Promise<void>;
}

/** Makes what the endpoint serves. */
export type ServerMaker = (name: string, observers: Observers) => ToolServer;

/** What the process has for its server. */
export interface ServerMeans {
    tracing?: Tracing;
    redis?: RedisClient | undefined;
    dependencies?: Dependency[];
}

/** Starts the server: MCP, probes and metrics. */
export async function startServer(
    config: Config,
    log: Logger,
    makeServer: ServerMaker,
    { tracing = noTracing, redis, dependencies = [] }: ServerMeans = {},
): Promise<RunningServer> {
    const metrics = createMetrics(config.MCP_SERVER_NAME, config.MCP_PATH);
    const observers = { metrics, log, tracing };
    const limit = rateLimitOf(config, observers, redis);
    const authentication = authenticationOf(config, observers, limit);
    const drain = new Drain();
    const authServer = authentication ? [{ name: "auth_server", check: authentication.check }] : [];
    const readiness = new Readiness([...authServer, ...dependencies], config.READY_REQUIRES, (name, error) => {
        metrics.dependencyAnswers(name, error === undefined);
        if (error === undefined) log.info({ dependency: name }, "dependency answers");
        else log.warn({ dependency: name, reason: error }, "dependency does not answer");
    });
    const endpointSettings = {
        maxBodyBytes: config.MAX_BODY_BYTES,
        keepAliveMs: config.STREAM_KEEP_ALIVE_SECONDS * millisecondsPerSecond,
        modernOnly: config.MCP_ERA === "modern",
        refuseFurther: limit?.refuseFurther,
    };
    const endpoint = await createEndpoint(makeServer(config.MCP_SERVER_NAME, observers), endpointSettings, observers);
    const gates = gatesOf(config, authentication, limit);
    const answerMcp: Handler = async (request, response) => {
        const { method = "" } = request;
        response.once("finish", () => metrics.httpAnswered(method, response.statusCode));
        if (!(await answeredByGate(gates, request, response))) await endpoint.answer(request, response);
    };
    const probes = probeRoutes(readiness, () => drain.draining);
    const measured = config.METRICS_ENABLED ? [metricsRoute(config.METRICS_PATH, metrics)] : [];
    const routes = new Map<string, Handler>([
        [config.MCP_PATH, answerMcp],
        ...probes,
        ...(config.METRICS_PORT === undefined ? measured : []),
    ]);
    if (authentication) {
        for (const path of authentication.metadataPaths) routes.set(path, authentication.answerMetadata);
    }
    const server = createListener(config, log);
    countConnections(server, metrics);
    drain.trackConnections(server);
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
        const path = pathOf(request);
        drain.track(request, response);
        const write = log[path === config.MCP_PATH ? "info" : "debug"].bind(log);
        logRequest(request, response, path, { write, tracing });
        handle(routes, request, response, log);
    });
    const port = await listen(server, config.HOST, config.PORT);
    const operations = createServer((request, response) =>
        handle(new Map([...probes, ...measured]), request, response, log),
    );
    const metricsPort =
        config.METRICS_PORT === undefined ? undefined : await listen(operations, config.HOST, config.METRICS_PORT);
    log.info({ host: config.HOST, port, path: config.MCP_PATH, metricsPort }, "listening");
    return {
        port,
        metricsPort,
        async stop() {
            log.info({ drainSeconds: config.DRAIN_SECONDS, limitSeconds: config.DRAIN_LIMIT_SECONDS }, "draining");
            const times = {
                drainMilliseconds: config.DRAIN_SECONDS * millisecondsPerSecond,
                limitMilliseconds: config.DRAIN_LIMIT_SECONDS * millisecondsPerSecond,
            };
            const cutOff = await drain.run(server, times, () => endpoint.close());
            operations.close();
            operations.closeAllConnections();
            log[cutOff > 0 ? "warn" : "info"]({ cutOff }, "stopped");
        },
    };
}

function authenticationOf(
    config: Config,
    { log, metrics }: Observers,
    limit: RateLimit | undefined,
): Authentication | undefined {
    const settings = authSettingsOf(config);
    const protectedServer = { name: config.MCP_SERVER_NAME, mcpPath: config.MCP_PATH };
    return settings && createAuthentication(settings, protectedServer, { log, metrics }, limit?.refusedTokens);
}

function rateLimitOf(
    config: Config,
    { metrics, log }: Observers,
    redis: RedisClient | undefined,
): RateLimit | undefined {
    return (
        config.RATE_LIMIT &&
        rateLimit(config.RATE_LIMIT, {
            server: config.MCP_SERVER_NAME,
            redis,
            clientAddress: clientAddress(config.TRUSTED_PROXIES),
            limited: () => metrics.rateLimited(),
            log,
        })
    );
}

/** What a request to MCP passes, in this order. The rate is one caller's, so that it comes after who that is. */
function gatesOf(config: Config, authentication: Authentication | undefined, limit: RateLimit | undefined): Gate[] {
    const gates = [allowedHosts(config.ALLOWED_HOSTS), browserOrigin(config)];
    if (authentication) gates.push(authentication.gate);
    if (limit) gates.push(limit.gate);
    return gates;
}

function countConnections(server: Server, metrics: Metrics): void {
    server.on("connection", (socket) => {
        metrics.connectionOpened();
        socket.once("close", () => metrics.connectionClosed());
    });
}

const pathOf = ({ url = "/" }: IncomingMessage) => url.split("?", 1)[0] ?? "/";

function handle(routes: Map<string, Handler>, request: IncomingMessage, response: ServerResponse, log: Logger): void {
    const path = pathOf(request);
    const handler = routes.get(path);
    const answered = handler ? handler(request, response) : sendJson(response, 404, { error: `no such path: ${path}` });
    Promise.resolve(answered).catch((error: unknown) => {
        log.error({ requestId: request.headers["x-request-id"], err: error }, "request failed");
        response.destroy();
    });
}
