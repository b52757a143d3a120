import type { Logger } from "pino";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { callerOf } from "../auth/caller";
import type { RedisClient } from "../dependencies/redis";
import type { Rate } from "../settings/limits";
import { sendRefusal } from "./answers";
import type { ClientAddress } from "./client-address";
import type { Gate } from "./gate";

/** What the limit is to be counted with, and told to. */
export interface RateLimitMeans {
    /** Name of the server: others may count in the same redis. */
    server: string;
    /** Without it each pod counts for itself. */
    redis: RedisClient | undefined;
    clientAddress: ClientAddress;
    limited: () => void;
    log: Logger;
}

/** Refuses what one caller sends beyond the rate; who has proved no identity is known by address. */
export function rateLimit(rate: Rate, means: RateLimitMeans): Gate {
    const limiter = limiterOf(rate, means);
    return async (request, response) => {
        const subject = callerOf(request)?.subject;
        const key = subject === undefined ? `address:${means.clientAddress(request)}` : `caller:${subject}`;
        const refused = await consume(limiter, key, means.log);
        if (refused === undefined) return false;
        means.limited();
        response.setHeader("retry-after", String(Math.max(1, Math.ceil(refused.msBeforeNext / 1000))));
        const per = rate.seconds === 1 ? "second" : `${rate.seconds} seconds`;
        sendRefusal(response, 429, `Rate limit exceeded: ${rate.requests} requests per ${per}`);
        return true;
    };
}

function limiterOf({ requests, seconds }: Rate, { server, redis }: RateLimitMeans): RateLimiterAbstract {
    const options = { points: requests, duration: seconds, keyPrefix: `mcp:rate:${server}` };
    const memory = new RateLimiterMemory(options);
    if (!redis) return memory;
    return new RateLimiterRedis({
        ...options,
        storeClient: redis,
        useRedisPackage: true,
        // While redis is away each pod counts for itself: calls do not depend on it.
        insuranceLimiter: memory,
        rejectIfRedisNotReady: true,
        // Who is over the limit is known here, and costs redis nothing more.
        inMemoryBlockOnConsumed: requests,
    });
}

async function consume(limiter: RateLimiterAbstract, key: string, log: Logger): Promise<RateLimiterRes | undefined> {
    try {
        await limiter.consume(key);
        return undefined;
    } catch (error) {
        if (error instanceof RateLimiterRes) return error;
        // Counting failed, which is no reason to refuse a call.
        log.error({ err: error }, "rate limit not counted");
        return undefined;
    }
}
