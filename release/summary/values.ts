import { secretText, unknownText } from "./wire-values";

/** Longest value that is shown whole. */
const longest = 240;
/** Text before the first difference that is kept for finding the place. */
const leading = 40;

/** Values side by side as one line each; of long ones the part from the first difference on. */
export function abridged(before: unknown, after: unknown, limit = longest): [string | undefined, string | undefined] {
    const [one, other] = [textOf(before), textOf(after)];
    if ((one?.length ?? 0) <= limit && (other?.length ?? 0) <= limit) return [one, other];
    const start = one !== undefined && other !== undefined ? Math.max(0, firstDifference(one, other) - leading) : 0;
    return [cut(one, start, limit), cut(other, start, limit)];
}

/** What stands for a value is no text of somebody's: it has no quotes. */
function textOf(value: unknown): string | undefined {
    if (value === undefined) return undefined;
    return value === secretText || value === unknownText ? value : JSON.stringify(value);
}

function cut(text: string | undefined, start: number, limit: number): string | undefined {
    if (text === undefined) return undefined;
    const rest = text.length - start - limit;
    return `${start > 0 ? "…" : ""}${text.slice(start, start + limit)}${rest > 0 ? `… (${rest} characters more)` : ""}`;
}

function firstDifference(one: string, other: string): number {
    let index = 0;
    while (index < one.length && one[index] === other[index]) index++;
    return index;
}
