/** Text as code in a line or a table's cell, whatever it holds. */
export function code(text: string): string {
    const flat = text.replace(/\s+/g, " ").replaceAll("|", "\\|");
    const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([ticks]) => ticks.length));
    const fence = "`".repeat(longest + 1);
    const space = longest > 0 ? " " : "";
    return `${fence}${space}${flat}${space}${fence}`;
}

/** Sentences in a table's cell: no mark-up of theirs has an effect, and nobody is mentioned. */
export function cell(text: string): string {
    return text
        .replace(/\s+/g, " ")
        .replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")
        .replace(/@(?=\w)/g, "@\u200b");
}

/** A fenced block; a line of it cannot end it, as each begins with a sign. */
export const diffBlock = (lines: string[]) => ["```diff", ...lines, "```"].join("\n");

export function table(heads: string[], rows: string[][]): string {
    const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
    return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
