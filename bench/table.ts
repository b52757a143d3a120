/** One line of the table: something of ours against what it would take without us. */
export interface Row {
    what: string;
    milliseconds: number;
    against: string;
    againstMilliseconds: number;
    /** Largest ratio that is as it should be. */
    goal?: number;
}

/** The rows as text, in Markdown, so that they can be copied from a run into the documentation. */
export function table(rows: Row[]): string {
    const cells = rows.map((row) => {
        const ratio = row.milliseconds / row.againstMilliseconds;
        return [
            row.what,
            seconds(row.milliseconds),
            row.against,
            seconds(row.againstMilliseconds),
            `${ratio.toFixed(2)}×`,
            row.goal === undefined ? "" : `≤ ${row.goal}× ${ratio <= row.goal ? "met" : "missed"}`,
        ];
    });
    return markdown([["", "here", "against", "there", "ratio", "goal"], ...cells]);
}

/** Lines of cells, the head first, as a table in Markdown with columns as wide as they need to be. */
export function markdown(all: string[][]): string {
    const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
    const [head = "", ...body] = all.map(
        (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
    );
    const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
    return [head, rule, ...body].join("\n");
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(3)} s`;
