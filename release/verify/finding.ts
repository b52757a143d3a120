import { setTimeout as pause } from "node:timers/promises";

/** Checks in the order in which they are told. */
export const checkNames = [
    "rollout",
    "secrets",
    "health",
    "readiness",
    "route",
    "handshake",
    "tools",
    "stream",
    "metrics",
] as const;
export type CheckName = (typeof checkNames)[number];

/** What a check found of a server. */
export interface Finding {
    verdict: "ok" | "failed" | "skipped";
    /** What was found, as a sentence without a full stop. */
    found: string;
    /** What to do, when it failed. */
    advice?: string;
}

/** What one try found. */
export interface Attempt extends Finding {
    /** Whether another try would find the same: there is nothing to wait for. */
    settled?: boolean;
}

export const ok = (found: string): Finding => ({ verdict: "ok", found });
export const skipped = (found: string): Finding => ({ verdict: "skipped", found });
/** May pass yet: tried again until the deadline. */
export const notYet = (found: string, advice: string): Attempt => ({ verdict: "failed", found, advice });
/** Will not pass by waiting. */
export const failed = (found: string, advice: string): Attempt => ({ verdict: "failed", found, advice, settled: true });

/** Until when is tried, and who may end it earlier. */
export interface Deadline {
    at: number;
    /** Ends everything: the run was cancelled. */
    signal: AbortSignal;
}

export const deadlineIn = (seconds: number, signal: AbortSignal): Deadline => ({
    at: performance.now() + seconds * 1000,
    signal,
});

const betweenAttemptsMilliseconds = 1000;

/** Tries until it does not fail, another try is of no use, or the deadline is over; at least once. */
export async function untilPassed(
    deadline: Deadline,
    attempt: () => Promise<Attempt>,
    waiting: (found: string) => void = () => {},
): Promise<Finding> {
    for (;;) {
        deadline.signal.throwIfAborted();
        const { settled = false, ...finding }: Attempt = await attempt().catch(unforeseen);
        const isLast = performance.now() + betweenAttemptsMilliseconds > deadline.at;
        if (finding.verdict !== "failed" || settled || isLast) return finding;
        waiting(finding.found);
        await pause(betweenAttemptsMilliseconds, undefined, { signal: deadline.signal });
    }
}

/** What is not an answer of the server's: the network, or the API server. */
export function unforeseen(error: unknown): Finding {
    return notYet(reasonOf(error), "run it again; the message is what the network or the API server said");
}

/** What went wrong; fetch says "fetch failed" and keeps the reason in `cause`, as sockets do in `errors`. */
export function reasonOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const [inner] = error instanceof AggregateError ? (error.errors as unknown[]) : [error.cause];
    if (inner !== undefined) return error.message === "" ? reasonOf(inner) : `${error.message}: ${reasonOf(inner)}`;
    const code = (error as NodeJS.ErrnoException).code;
    return error.message || code || error.name;
}
