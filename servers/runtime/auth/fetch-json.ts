import { AuthServerUnavailable } from "./refusal";

/** Longest that a request waits for the issuer: clients wait for the answer meanwhile. */
export const longestWaitMilliseconds = 5000;

/** A JSON answer of the issuer. */
export interface JsonAnswer {
    status: number;
    /** Undefined when it is not a JSON object. */
    body: Record<string, unknown> | undefined;
}

/** Asks the issuer. Throws AuthServerUnavailable when it does not answer in time, or before the signal of `init` aborts. */
export async function fetchJson(
    url: string,
    init: RequestInit = {},
    timeoutMilliseconds = longestWaitMilliseconds,
): Promise<JsonAnswer> {
    const timeout = AbortSignal.timeout(timeoutMilliseconds);
    let response: Response;
    let text: string;
    try {
        response = await fetch(url, {
            ...init,
            headers: { accept: "application/json", ...init.headers },
            // A token or secret must not follow where another host points to.
            redirect: "error",
            signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
        });
        text = await response.text();
    } catch (error) {
        throw new AuthServerUnavailable(`${url} does not answer: ${reason(error, timeoutMilliseconds)}`, {
            cause: error,
        });
    }
    return { status: response.status, body: parsed(text) };
}

function parsed(text: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
    } catch {
        return undefined;
    }
}

/** fetch says "fetch failed" and keeps the reason in `cause`. */
function reason(error: unknown, timeoutMilliseconds: number): string {
    if (!(error instanceof Error)) return String(error);
    if (error.name === "TimeoutError") return `no answer within ${timeoutMilliseconds} ms`;
    const { code } = error as NodeJS.ErrnoException;
    return error.cause === undefined ? (code ?? error.message) : reason(error.cause, timeoutMilliseconds);
}
