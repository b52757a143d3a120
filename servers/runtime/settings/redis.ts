import { z } from "zod";
import { numberFrom, wholeNumberFrom } from "./kinds";

const longestWaitSeconds = 60;
const mostConnections = 10_000;

/** The redis that servers and the rate limit share. */
export const redisSettings = {
    REDIS_URL: z
        .string()
        // Its password never reaches a message.
        .refine((text) => URL.canParse(text) && /^rediss?:\/\/.+/.test(text), {
            error: "must look like redis://redis:6379/0, or rediss:// for TLS",
        })
        .optional()
        .meta({ description: "Redis that the pods share", key: "redis.url", secret: true }),
    REDIS_MAX_CONNECTIONS: wholeNumberFrom(1, mostConnections).default(1).meta({
        description:
            "Most connections to redis. The runtime has one, which carries every command, so that any number is kept to",
        key: "redis.max_connections",
    }),
    REDIS_TIMEOUT_SECONDS: numberFrom(0.1, longestWaitSeconds).default(5).meta({
        description: "How long redis may take to connect, and to answer",
        key: "redis.socket_timeout",
    }),
};
