import type { DestinationStream, Logger } from "pino";
import type { AnyServerDefinition, OpenedServer, Surroundings } from "./definition";
import type { Dependency } from "./dependencies/dependency";
import { connectRedis, type Redis } from "./dependencies/redis";
import { type RunningServer, startServer } from "./http/server";
import { toolServer } from "./mcp/tools";
import { createLogger } from "./observe/logging";
import { startTracing, traceFlushMilliseconds } from "./observe/tracing";
import type { SettingsShape } from "./settings/setting";
import { type Config, readSettings, type Variables } from "./settings/settings";

/** A server that runs, and what it was told. */
export interface StartedServer extends RunningServer {
    config: Config;
}

/** Starts a server from its definition and environment variables; `destination` takes its log in place of stdout. */
export async function startDefinition<Own extends SettingsShape>(
    definition: AnyServerDefinition<Own>,
    variables: Variables,
    destination?: DestinationStream,
): Promise<StartedServer> {
    const ownSettings = "open" in definition ? definition.settings : ({} as Own);
    const { config, own } = readSettings(variables, ownSettings, definition.name);
    const log = createLogger(config, destination);
    const redis = config.REDIS_URL === undefined ? undefined : connectRedis(config.REDIS_URL, config, log);
    const closing: (() => Promise<void> | void)[] = [() => redis?.close()];
    const close = async () => {
        for (const end of closing) await end();
    };
    try {
        const surroundings = surroundingsOf(log, redis);
        const opened: OpenedServer = "open" in definition ? await definition.open(own, surroundings) : definition;
        closing.unshift(async () => opened.close?.());
        const { version } = definition;
        const tracing = await startTracing(
            { server: config.MCP_SERVER_NAME, version, traceArguments: config.MCP_TRACE_ARGUMENTS, log },
            variables,
        );
        closing.unshift(() => tracing.stop(traceFlushMilliseconds));
        const server = await startServer(
            config,
            log,
            (name, observers) => toolServer({ ...opened, version }, name, observers),
            {
                tracing,
                redis: redis?.client,
                dependencies: [...redisDependency(redis, surroundings.redisTaken()), ...(opened.dependencies ?? [])],
            },
        );
        return {
            config,
            port: server.port,
            metricsPort: server.metricsPort,
            async stop() {
                await server.stop();
                await close();
            },
        };
    } catch (error) {
        await close();
        throw error;
    }
}

function surroundingsOf(log: Logger, redis: Redis | undefined): Surroundings & { redisTaken(): boolean } {
    let taken = false;
    return {
        log,
        redisTaken: () => taken,
        redis() {
            if (!redis) throw new Error("this server needs redis: set REDIS_URL, as redis://redis:6379/0");
            taken = true;
            return redis.client;
        },
    };
}

/** The rate limit does without redis, a server that keeps things in it does not. */
function redisDependency(redis: Redis | undefined, required: boolean): Dependency[] {
    return redis ? [{ name: "redis", required, check: () => redis.check() }] : [];
}
