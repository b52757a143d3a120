import { fewestCharacters, type OwnTexts, textsIn } from "./own-texts";
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

/** Most causes of an error, one the other's, that are told. */
const mostCauses = 3;

/** No more of a message is looked through for what it quotes: no more of it is told. */
const longestQuoting = 8192;

/**
 * Describes whatever was thrown, without secrets. Only these fields are taken: errors of HTTP clients carry the whole
 * request, its Authorization header with it. `own` are texts that must not be told: a tool's arguments.
 */
export function describeError(thrown: unknown, own: OwnTexts = []): ErrorDescription {
    if (own === "too many" || own.length === 0) return describe(thrown, own);
    return describe(thrown, [...own, ...piecesQuotedBy(thrown)]);
}

function describe(thrown: unknown, own: OwnTexts, depth = 0): ErrorDescription {
    if (!(thrown instanceof Error)) {
        return { type: typeof thrown, message: typeof thrown === "string" ? scrub(thrown, own) : "not an error" };
    }
    const { name, stack, cause } = thrown;
    const message = scrub(thrown.message, own);
    return {
        type: name,
        message,
        ...(stack === undefined ? {} : { stack: describeStack(stack, thrown, message, own) }),
        ...(cause === undefined || depth >= mostCauses ? {} : { cause: describe(cause, own, depth + 1) }),
    };
}

/** A stack begins with the error's message, after which a long one would leave no room for where it was thrown. */
function describeStack(stack: string, { name, message }: Error, described: string, own: OwnTexts): string {
    const head = `${name}: ${message}`;
    if (!stack.startsWith(head)) return scrub(stack, own, longestStack);
    return `${name}: ${described}${scrub(stack.slice(head.length), own, longestStack)}`;
}

/**
 * What errors of parsers quote of a text without its beginning, by which it would be known: `Unexpected token 'm',
 * ..."t": my bank acc"... is not valid JSON`. Whoever passes such an error on may quote its message in another.
 */
function piecesQuotedBy(thrown: unknown, depth = 0): string[] {
    if (!(thrown instanceof Error)) return typeof thrown === "string" ? piecesIn(thrown, quotesOfJson) : [];
    const pieces = piecesIn(thrown.message, thrown.name === "SyntaxError" ? quotes : quotesOfJson);
    if (thrown.cause === undefined || depth >= mostCauses) return pieces;
    return [...pieces, ...piecesQuotedBy(thrown.cause, depth + 1)];
}

const quotes = [/"(.*)"/gs, /'([^']*)'/g];
const quotesOfJson = [/"(.{1,64})"(?:\.\.\.)? is not valid JSON/gs];

/** Without the punctuation that was expected, which tells nothing and stands everywhere. */
function piecesIn(message: string, looks: RegExp[]): string[] {
    const start = message.slice(0, longestQuoting);
    const pieces = looks.flatMap((look) => [...start.matchAll(look)].map(([, piece = ""]) => piece));
    return pieces.filter((piece) => piece.length >= fewestCharacters);
}

/** What calls failed with: their log and their trace both tell it. */
const failures = new WeakMap<object, { thrown: unknown; description: ErrorDescription }>();

/** Describes, once, what a call failed with, without secrets and without the call's arguments. */
export function describeFailure(call: { arguments: unknown }, thrown: unknown): ErrorDescription {
    const known = failures.get(call);
    if (known && known.thrown === thrown) return known.description;
    const description = describeError(thrown, textsIn(call.arguments));
    failures.set(call, { thrown, description });
    return description;
}
