import { scrub } from "./redaction";

/** What logs and traces tell of an error. */
export interface ErrorDescription {
    type: string;
    message: string;
    stack?: string;
    cause?: ErrorDescription;
}

/** Most characters of a stack that are told, beside those of the message. */
const longestStack = 8192;

/**
 * Describes whatever was thrown, without secrets. Only these fields are taken: errors of HTTP clients carry the whole
 * request, its Authorization header with it. `own` are texts that must not be told: a tool's arguments.
 */
export function describeError(thrown: unknown, own: readonly string[] = [], depth = 0): ErrorDescription {
    if (!(thrown instanceof Error)) {
        return { type: typeof thrown, message: typeof thrown === "string" ? scrub(thrown, own) : "not an error" };
    }
    const { name, stack, cause } = thrown;
    const message = scrub(thrown.message, own);
    return {
        type: name,
        message,
        ...(stack === undefined ? {} : { stack: describeStack(stack, thrown, message, own) }),
        ...(cause === undefined || depth >= 3 ? {} : { cause: describeError(cause, own, depth + 1) }),
    };
}

/** A stack begins with the error's message, after which a long one would leave no room for where it was thrown. */
function describeStack(stack: string, { name, message }: Error, described: string, own: readonly string[]): string {
    const head = `${name}: ${message}`;
    if (!stack.startsWith(head)) return scrub(stack, own, longestStack);
    return `${name}: ${described}${scrub(stack.slice(head.length), own, longestStack)}`;
}
