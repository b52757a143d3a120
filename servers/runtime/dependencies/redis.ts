import type { Logger } from "pino";
import { createClient, type RedisClientType } from "redis";
import type { Config } from "../settings/settings";
import { watchForSilence } from "./silence";

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
 * soon after the timeout when redis does not answer: a call that waits for redis helps nobody.
 */
export function connectRedis(url: string, settings: Pick<Config, "REDIS_TIMEOUT_SECONDS">, log: Logger): Redis {
    const timeoutMilliseconds = settings.REDIS_TIMEOUT_SECONDS * 1000;
    const client: RedisClient = createClient({
        url,
        disableOfflineQueue: true,
        socket: {
            connectTimeout: timeoutMilliseconds,
            // For the greeting; afterwards PINGs keep the socket from being silent while redis answers.
            socketTimeout: timeoutMilliseconds,
            reconnectStrategy: (tries) =>
                Math.min(firstPauseMilliseconds * 2 ** Math.min(tries, 10), longestPauseMilliseconds) *
                (1 + Math.random() / 2),
        },
    });
    refuseTransactionsOffline(client);
    let lost = false;
    const tellLost = (reason: string) => {
        // Every try fails anew; the first tells it.
        if (!lost) log.warn({ reason }, "redis is lost");
        lost = true;
    };
    client.on("error", (error: Error) => tellLost(reasonOf(error)));
    client.on("ready", () => {
        log.info("redis answers");
        lost = false;
    });
    // Resolves with the first connection, however late; what went wrong until then comes as an event.
    const connect = () => void client.connect().catch(() => {});
    connect();
    const endWatch = watchForSilence(client, timeoutMilliseconds, () => {
        tellLost(`no answer within ${settings.REDIS_TIMEOUT_SECONDS} s`);
        // Whoever waits for an answer is told so; only a new connection can bring any.
        client.destroy();
        connect();
    });
    return {
        client,
        async check() {
            if (!client.isReady) throw new Error("no connection");
            await client.ping();
        },
        close() {
            endWatch();
            if (client.isOpen) client.destroy();
        },
    };
}

/** `disableOfflineQueue` is of single commands: a transaction would wait for the next connection. */
function refuseTransactionsOffline(client: RedisClient): void {
    const multi = client.multi.bind(client);
    client.multi = () => {
        if (!client.isReady) throw new Error("no connection");
        return multi();
    };
}

/** Where several addresses were tried, the error itself says nothing. */
function reasonOf(error: Error & { code?: string }): string {
    return error.message || error.code || error.name;
}
