import type { ToolsDiff } from "./diff";
import type { Json } from "./snapshot";

/** Beside the place where two texts part, how much of them is shown, in characters. */
const shownBefore = 40;
const shownAfter = 160;

/** The difference in lines that begin with "+", "-" or "!", as diff viewers colour them. */
export function diffLines({ added, removed, changed }: ToolsDiff): string[] {
    return [
        ...removed.map(({ name, description }) => `- tool ${printable(name)}${described(description)}`),
        ...added.map(({ name, description }) => `+ tool ${printable(name)}${described(description)}`),
        ...changed.flatMap(({ name, fields }) => [
            `! tool ${printable(name)}`,
            ...fields.flatMap(({ path, before, after }) => {
                const place = partingPlace(before, after);
                return [
                    ...(before === undefined ? [] : [`-   ${printable(path)}: ${excerpt(before, place)}`]),
                    ...(after === undefined ? [] : [`+   ${printable(path)}: ${excerpt(after, place)}`]),
                ];
            }),
        ]),
    ];
}

/** The same for Markdown: what servers write stays text, whatever is in it. */
export function diffMarkdown(diff: ToolsDiff): string {
    const text = diffLines(diff).join("\n");
    const longestRun = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
    const fence = "`".repeat(Math.max(3, longestRun + 1));
    return `${fence}diff\n${text}\n${fence}`;
}

/** "2 added, 1 changed" */
export function diffCounts({ added, removed, changed }: ToolsDiff): string {
    const counts: [number, string][] = [
        [added.length, "added"],
        [removed.length, "removed"],
        [changed.length, "changed"],
    ];
    return counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(", ");
}

const described = (description: Json | undefined) => (description === undefined ? "" : `: ${excerpt(description, 0)}`);

function partingPlace(before: Json | undefined, after: Json | undefined): number {
    const [one, other] = [JSON.stringify(before) ?? "", JSON.stringify(after) ?? ""];
    const place = [...one].findIndex((character, index) => character !== other[index]);
    return place === -1 ? one.length : place;
}

function excerpt(value: Json, place: number): string {
    const text = JSON.stringify(value);
    const from = Math.max(0, place - shownBefore);
    const to = place + shownAfter;
    const end = to < text.length ? `… (${text.length} characters)` : "";
    return `${from > 0 ? "…" : ""}${printable(text.slice(from, to))}${end}`;
}

/** Characters that nobody sees are written out: instructions to models hide in them. */
function printable(text: string): string {
    return text.replace(
        /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu,
        (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}
