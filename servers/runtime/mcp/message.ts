/** The most levels of lists and objects in one another: far more than anybody needs, far less than the SDK has stack for. */
const mostLevels = 250;

/** A message as JSON has it, or the JSON-RPC error of a body that is none. */
export type ParsedMessage = { message: object } | { code: number; error: string };

/** Reads a request's body as far as every message is alike. */
export function parseMessage(text: string): ParsedMessage {
    const message = parsed(text);
    if (typeof message !== "object" || message === null) {
        return { code: -32700, error: "Parse error: the request body is no JSON-RPC message" };
    }
    // A short text has no room for so many levels, and nearly all texts are short.
    if (text.length > 2 * mostLevels && hasLevels(message, mostLevels + 1)) {
        return { code: -32600, error: `Invalid Request: the message has more than ${mostLevels} levels` };
    }
    return { message };
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function hasLevels(value: object, levels: number): boolean {
    if (levels <= 1) return true;
    return Object.values(value).some((one) => typeof one === "object" && one !== null && hasLevels(one, levels - 1));
}
