/** Shorter texts occur by chance: replacing them would make errors unreadable and keep nothing secret. */
export const fewestCharacters = 4;

/** Of a longer text so many characters are enough to know it by: errors quote long texts in part. */
const tellingCharacters = 64;

/** Of a longer text only so much is looked for: of nothing as much is ever told. */
const longestText = 8704;

/** Most forms of texts that are worth looking for in an error. */
const mostTexts = 1000;

/** Most values of a call, of whatever kind: one request may have a million, and other callers wait while they are seen. */
const mostValues = 10_000;

/** Most characters of all texts together, as each is written in four forms. */
const mostCharacters = 512 * 1024;

/** What must not be told as it is someone's own, or that it is too much to look for. */
export type OwnTexts = readonly string[] | "too many";

/** The texts in a tool's arguments, in each form in which errors quote them. */
export function textsIn(value: unknown): OwnTexts {
    const texts = new Set<string>();
    // A set tells what is added while it is gone through, and each object once.
    const objects = new Set<object>([[value]]);
    let values = 0;
    let characters = 0;
    for (const object of objects) {
        for (const item of valuesOf(object)) {
            values += 1;
            if (typeof item === "object" && item !== null) objects.add(item);
            if (typeof item === "string") {
                characters += Math.min(item.length, longestText);
                for (const form of formsOf(item)) texts.add(form);
            }
            if (values > mostValues || characters > mostCharacters || texts.size > mostTexts) return "too many";
        }
    }
    return [...texts];
}

/** One after the other: a list of all values of a large object takes several times as long as that of its names. */
function* valuesOf(object: object): Iterable<unknown> {
    if (Array.isArray(object)) yield* object;
    else for (const name of Object.keys(object)) yield (object as Record<string, unknown>)[name];
}

/** As it is, as in JSON, and as in URLs. */
function formsOf(text: string): string[] {
    if (text.length < fewestCharacters) return [];
    const start = text.slice(0, longestText);
    // Half a character cannot stand in a URL, nor in UTF-8.
    const whole = Buffer.from(start).toString();
    const parameter = new URLSearchParams({ "": whole }).toString().slice("=".length);
    return [start, JSON.stringify(start).slice(1, -1), encodeURIComponent(whole), parameter];
}

/** Marks in `hidden` what of `seen` belongs to one of the texts given. */
export function markTexts(own: readonly string[], seen: string, hidden: Uint8Array): void {
    // Texts that begin alike are searched for once: a thousand of them can begin at every character.
    const byBeginning = new Map<string, string[]>();
    for (const text of own) {
        const telling = text.slice(0, tellingCharacters);
        const alike = byBeginning.get(telling);
        if (alike) alike.push(text);
        else byBeginning.set(telling, [text]);
    }
    for (const [telling, texts] of byBeginning) markAlike(telling, texts, seen, hidden);
}

/** Marks where texts that begin alike occur, or begin to. */
function markAlike(telling: string, texts: readonly string[], seen: string, hidden: Uint8Array): void {
    const marked = new Uint32Array(texts.length);
    // Also where one begins within another: among many equal characters, the first ones may not be the text's.
    for (let from = seen.indexOf(telling); from >= 0; from = seen.indexOf(telling, from + 1)) {
        const known = from + telling.length;
        hidden.fill(1, from, known);
        for (let index = 0; index < texts.length; index += 1) {
            const text = texts[index] ?? "";
            // What is marked is not compared again: a text that repeats itself would take the square of its length.
            const first = Math.max(known, marked[index] ?? 0);
            let to = first;
            while (to < seen.length && to - from < text.length && seen[to] === text[to - from]) to += 1;
            if (to > first) hidden.fill(1, first, to);
            marked[index] = to;
        }
    }
}
