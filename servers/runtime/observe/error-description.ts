import { scrub } from "./redaction";

/** What logs and traces tell of an error. */
export interface ErrorDescription {
    type: string;
    message: string;
    stack?: string;
    cause?: ErrorDescription;
}

/**
 * Describes whatever was thrown, without secrets. Only these fields are taken: errors of HTTP clients carry the whole
 * request, its Authorization header with it. `own` are texts that must not be told: a tool's arguments.
 */
export function describeError(thrown: unknown, own: string[] = [], depth = 0): ErrorDescription {
    if (!(thrown instanceof Error)) {
        return { type: typeof thrown, message: typeof thrown === "string" ? scrub(thrown, own) : "not an error" };
    }
    const { name, message, stack, cause } = thrown;
    return {
        type: name,
        message: scrub(message, own),
        ...(stack === undefined ? {} : { stack: scrub(stack, own) }),
        ...(cause === undefined || depth >= 3 ? {} : { cause: describeError(cause, own, depth + 1) }),
    };
}
