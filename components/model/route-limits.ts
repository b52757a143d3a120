import { checked, type Problem } from "./problem";

/** How much one client, by its address, may ask of a server. */
export interface RouteLimitArgs {
    /**
     * Requests in a second, 1 to 100000; what is over is answered 503 (ingress-nginx) or 429.
     * @default no limit
     */
    requestsPerSecond?: number;
    /**
     * Multiple of `requestsPerSecond` that may come at once, 1 to 100.
     * @default 5
     */
    burstMultiplier?: number;
    /**
     * Connections, or streams, that may be open at the same time, 1 to 100000.
     * @default no limit
     */
    connections?: number;
}

/** What is wrong with the limits. */
export function limitProblems(args: RouteLimitArgs): Problem[] {
    const { requestsPerSecond, burstMultiplier, connections } = args;
    return [
        ...wholeNumber("requestsPerSecond", requestsPerSecond, 100_000),
        ...wholeNumber("burstMultiplier", burstMultiplier, 100),
        ...wholeNumber("connections", connections, 100_000),
        ...checked(
            "burstMultiplier",
            burstMultiplier,
            (value) => value === undefined || requestsPerSecond !== undefined,
            "it multiplies requestsPerSecond, which is not set",
        ),
        ...checked(
            "requestsPerSecond",
            requestsPerSecond,
            (value) => value !== undefined || connections !== undefined,
            "limits have requestsPerSecond, connections, or both",
        ),
    ];
}

function wholeNumber(field: string, found: number | undefined, most: number): Problem[] {
    const valid = (value: number | undefined) =>
        value === undefined || (Number.isInteger(value) && value >= 1 && value <= most);
    return checked(field, found, valid, `it is a whole number from 1 to ${most}`);
}
