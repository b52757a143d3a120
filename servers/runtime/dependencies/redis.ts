import type { Logger } from "pino";
import { createClient, type RedisClientType } from "redis";
import type { Config } from "../settings/settings";

export type RedisClient = RedisClientType;

/** The one connection of a process to redis. */
export interface Redis {
    client: RedisClient;
    check(): Promise<void>;
    close(): void;
}

/** Longest wait before the next try to connect; redis is back for all pods at about the same time then. */
const longestPauseMilliseconds = 2000;
const firstPauseMilliseconds = 50;

/**
 * Connects, and does so again whenever the connection is lost, for ever. Commands fail at once while there is none, and
 * within the timeout when redis does not answer: a call that waits for redis helps nobody.
 */
export function connectRedis(url: string, settings: Pick<Config, "REDIS_TIMEOUT_SECONDS">, log: Logger): Redis {
    const timeoutMilliseconds = settings.REDIS_TIMEOUT_SECONDS * 1000;
    const client: RedisClient = createClient({
        url,
        disableOfflineQueue: true,
        // Something is said more often than silence ends the connection, so that only a redis that is lost is silent.
        pingInterval: timeoutMilliseconds / 2,
        socket: {
            connectTimeout: timeoutMilliseconds,
            socketTimeout: timeoutMilliseconds,
            reconnectStrategy: (tries) =>
                Math.min(firstPauseMilliseconds * 2 ** Math.min(tries, 10), longestPauseMilliseconds) *
                (1 + Math.random() / 2),
        },
    });
    let lost = false;
    client.on("error", (error: Error) => {
        // Every try fails anew; the first tells it.
        if (!lost) log.warn({ reason: reasonOf(error) }, "redis is lost");
        lost = true;
    });
    client.on("ready", () => {
        log.info("redis answers");
        lost = false;
    });
    // Resolves with the first connection, however late; what went wrong until then comes as an event.
    client.connect().catch(() => {});
    return {
        client,
        async check() {
            if (!client.isReady) throw new Error("no connection");
            await client.ping();
        },
        close() {
            if (client.isOpen) client.destroy();
        },
    };
}

/** Where several addresses were tried, the error itself says nothing. */
function reasonOf(error: Error & { code?: string }): string {
    return error.message || error.code || error.name;
}
