import type { Drift } from "./drift";
import { code, table } from "./markdown-text";
import { abridged } from "./values";

/** Most rows that are told. */
const mostRows = 200;

/** What drifted as a table, per server: what, what the last update left, what is there now. */
export function driftMarkdown(stack: string, drift: Drift[]): string {
    if (drift.length === 0) return `### ${code(stack)} is as its last update left it\n`;
    const rows = drift.slice(0, mostRows).map(({ resource, path, expected, found }) => {
        const [was, is] = abridged(expected, found);
        return [
            resource.server === undefined ? "all" : code(resource.server),
            `${resource.kind} ${code(resource.name)}${path === "" ? "" : ` ${code(path)}`}`,
            path === "" ? String(expected) : was === undefined ? "is not set" : code(was),
            is === undefined ? (path === "" ? "**is gone**" : "is not set") : code(is),
        ];
    });
    const remedies = [...new Set(drift.flatMap(({ remedy }) => remedy ?? []))].sort();
    const more = drift.length > mostRows ? `\n\n…and ${drift.length - mostRows} more.` : "";
    return [
        `### ${code(stack)} differs from its last update in ${drift.length} ${drift.length === 1 ? "place" : "places"}`,
        table(["Server", "What", "Expected", "Found"], rows) + more,
        `\`release up ${stack} --refresh\` puts it back; to keep what was found, write it into the stack's configuration.`,
        ...(remedies.length === 0
            ? []
            : [`What an update leaves to others:\n\n${remedies.map((remedy) => `- ${code(remedy)}`).join("\n")}`]),
        "",
    ].join("\n\n");
}
