import { z } from "zod";

const unitSeconds = { second: 1, minute: 60, hour: 3600 } as const;

/** So many requests in so much time. */
export interface Rate {
    requests: number;
    seconds: number;
}

/** "100/minute" */
const rate = z
    .string()
    .regex(/^[1-9]\d{0,8}\/(second|minute|hour)$/, 'must look like "100/minute"; units are second, minute, hour')
    .transform((text): Rate => {
        const [requests, unit] = text.split("/");
        return { requests: Number(requests), seconds: unitSeconds[unit as keyof typeof unitSeconds] };
    });

/** How much each caller may ask for. */
export const limitSettings = {
    RATE_LIMIT: rate.optional().meta({
        description:
            'Requests of one caller, "100/minute"; without authentication, of one client address. Counted in redis for all pods together when REDIS_URL is set, else by each pod',
        key: "limits.rate",
    }),
};
