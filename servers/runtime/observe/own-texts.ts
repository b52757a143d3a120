/** Shorter texts occur by chance: replacing them would make errors unreadable and keep nothing secret. */
const fewestCharacters = 4;

/** Of a longer text so many characters are enough to know it by: errors quote long texts in part. */
const tellingCharacters = 64;

/** Of a longer text only so much is looked for: no more of it is ever told. */
const longestText = 16_384;

/** Most texts that are worth looking for in an error. */
export const mostTexts = 1000;

/** The texts in a tool's arguments, in each form in which errors quote them; more than `mostTexts` where there are more. */
export function textsIn(value: unknown): string[] {
    const texts = new Set<string>();
    // A set tells what is added while it is gone through, and each object once.
    const objects = new Set<object>([[value]]);
    for (const object of objects) {
        for (const item of Object.values(object)) {
            if (typeof item === "object" && item !== null) objects.add(item);
            if (typeof item === "string") for (const form of formsOf(item)) texts.add(form);
            if (texts.size > mostTexts) return [...texts];
        }
    }
    return [...texts];
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

/**
 * The first `end` characters of a text, with `replacement` for what belongs to one of the texts given. All are looked for in
 * the text as it was: among replacements, pieces of the replacement itself would be found.
 */
export function withoutTexts(text: string, own: readonly string[], end: number, replacement: string): string {
    // With what shows whether one of them begins just before the end.
    const seen = text.slice(0, end + tellingCharacters);
    const hidden = new Uint8Array(seen.length);
    for (const one of own) hide(one, seen, hidden);
    let clean = "";
    for (let at = 0; at < end; ) {
        const next = hidden.indexOf(hidden[at] === 1 ? 0 : 1, at);
        const until = next < 0 ? end : Math.min(next, end);
        clean += hidden[at] === 1 ? replacement : text.slice(at, until);
        at = until;
    }
    return clean;
}

/** Marks where a text occurs, or begins to. */
function hide(one: string, seen: string, hidden: Uint8Array): void {
    const telling = one.slice(0, tellingCharacters);
    for (let from = seen.indexOf(telling); from >= 0; ) {
        let to = from + telling.length;
        while (to < seen.length && to - from < one.length && seen[to] === one[to - from]) to += 1;
        hidden.fill(1, from, to);
        from = seen.indexOf(telling, to);
    }
}
