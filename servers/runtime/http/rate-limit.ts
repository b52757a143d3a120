import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { RateLimiterRes } from "rate-limiter-flexible";
import { callerOf } from "../auth/caller";
import { IssuerTurns } from "../auth/issuer-turns";
import type { RefusedTokens } from "../auth/refused-tokens";
import type { RedisClient } from "../dependencies/redis";
import type { Rate } from "../settings/limits";
import { sendRefusal } from "./answers";
import type { ClientAddress } from "./client-address";
import type { Gate } from "./gate";
import { limiterOf } from "./limiter";

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

/** Refuses what is sent beyond the rate. */
export interface RateLimit {
    /** Counts a request of its caller; who has proved no identity is known by address. */
    gate: Gate;
    /** Counts the messages that a request turned out to hold beyond its first; true when it has refused them all. */
    refuseFurther(request: IncomingMessage, response: ServerResponse, messages: number): Promise<boolean>;
    refusedTokens: RefusedTokens;
}

export function rateLimit(rate: Rate, { server, redis, clientAddress, limited, log }: RateLimitMeans): RateLimit {
    const limiter = limiterOf(rate, server, redis);
    /** Refuses a request when `ask` finds it beyond the rate, of this many of `what`. */
    const refuseBeyond = async (
        request: IncomingMessage,
        response: ServerResponse,
        what: string,
        ask: () => Promise<RateLimiterRes | undefined>,
    ): Promise<boolean> => {
        const beyond = await ask().catch((error: unknown) => {
            if (error instanceof RateLimiterRes) return error;
            // Counting failed, which is no reason to refuse a call.
            log.error({ requestId: request.headers["x-request-id"], err: error }, "rate limit not counted");
            return undefined;
        });
        if (beyond === undefined) return false;
        limited();
        response.setHeader("retry-after", String(Math.max(1, Math.ceil(beyond.msBeforeNext / 1000))));
        const per = rate.seconds === 1 ? "second" : `${rate.seconds} seconds`;
        sendRefusal(response, 429, `Rate limit exceeded: ${rate.requests} ${what} per ${per}`);
        return true;
    };
    const consume = async (key: string, points: number): Promise<undefined> => {
        // Rejects with what there is beyond the rate.
        await limiter.consume(key, points);
    };
    const callerKey = (request: IncomingMessage) => {
        const subject = callerOf(request)?.subject;
        return subject === undefined ? `address:${clientAddress(request)}` : `caller:${subject}`;
    };
    const refusedKey = (request: IncomingMessage) => `refused:${clientAddress(request)}`;
    const turns = new IssuerTurns(rate.requests, async (key) => {
        try {
            return (await limiter.get(key)) ?? undefined;
        } catch (error) {
            log.error({ err: error }, "rate limit not counted");
            return undefined;
        }
    });
    return {
        gate: (request, response) => refuseBeyond(request, response, "requests", () => consume(callerKey(request), 1)),
        refuseFurther: (request, response, messages) =>
            refuseBeyond(request, response, "requests", () => consume(callerKey(request), messages)),
        refusedTokens: {
            async turn(request, response) {
                const turn = await turns.take(refusedKey(request));
                if (typeof turn === "function") return turn;
                await refuseBeyond(request, response, "refused tokens", async () => turn);
                return undefined;
            },
            count: (request, response) =>
                refuseBeyond(request, response, "refused tokens", () => consume(refusedKey(request), 1)),
        },
    };
}
