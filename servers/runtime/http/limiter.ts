import {
    type RateLimiterAbstract,
    RateLimiterMemory,
    RateLimiterRedis,
    RLWrapperTimeouts,
} from "rate-limiter-flexible";
import type { RedisClient } from "../dependencies/redis";
import type { Rate } from "../settings/limits";

/** Longest that a call waits to be counted; a redis that is well answers in milliseconds. */
const countMilliseconds = 500;

/** Counts in redis, or without one in this process. */
export function limiterOf(
    { requests, seconds }: Rate,
    server: string,
    redis: RedisClient | undefined,
): RateLimiterAbstract {
    const options = { points: requests, duration: seconds, keyPrefix: `mcp:rate:${server}` };
    const memory = new RateLimiterMemory(options);
    if (!redis) return memory;
    const shared = new RateLimiterRedis({
        ...options,
        storeClient: redis,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        // Who is over the limit is known here, and costs redis nothing more.
        inMemoryBlockOnConsumed: requests,
    });
    // While redis is away, or silent, each pod counts for itself: calls do not depend on it.
    return new RLWrapperTimeouts({ limiter: shared, insuranceLimiter: memory, timeoutMs: countMilliseconds });
}
