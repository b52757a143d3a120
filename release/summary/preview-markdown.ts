import { type Action, actions, type Change } from "./changes";
import type { ConfigDifference } from "./config-diff";
import { type Diagnostic, diagnosticText } from "./diagnostics";
import { imageChange } from "./images";
import { cell, code, diffBlock, table } from "./markdown-text";
import type { PolicyFinding } from "./policy";
import { abridged } from "./values";

/** What a preview found, to be told. */
export interface PreviewSummary {
    stack: string;
    changes: Change[];
    unchanged: number;
    findings: PolicyFinding[];
    diagnostics: Diagnostic[];
    config: ConfigDifference[];
    /** Further lines of Markdown at the end, such as what is pinned. */
    notes?: string[];
    /** Why the preview ended early; undefined when it did not. */
    failure?: string;
}

/** Longest text that is safe for a comment on GitHub, which takes 65,536 characters. */
export const commentLimit = 60_000;

/** How much is told; each next one leaves more out. */
interface Detail {
    /** Fields that change, with their values. */
    fields: boolean;
    /** Resources of each server. */
    resources: boolean;
    /** Longest of a single value. */
    valueLength: number;
    /** Most rows of a table, and most servers. */
    rows: number;
    /** Said at the end. */
    leftOut: string;
}

const all = Number.POSITIVE_INFINITY;
const details: Detail[] = [
    { fields: true, resources: true, valueLength: 240, rows: all, leftOut: "" },
    { fields: true, resources: true, valueLength: 60, rows: all, leftOut: "Long values are cut" },
    { fields: false, resources: true, valueLength: 60, rows: all, leftOut: "The fields that change are left out" },
    { fields: false, resources: false, valueLength: 60, rows: all, leftOut: "Resources and their fields are left out" },
    { fields: false, resources: false, valueLength: 60, rows: 40, leftOut: "Most of the changes are left out" },
];

/** By this line a workflow finds the comment that it is to update. */
export const previewMarker = (stack: string) => `<!-- mcp-eks:preview:${stack} -->`;

/** The preview as Markdown for a pull request: the same input gives the same text, of at most `limit` characters. */
export function previewMarkdown(summary: PreviewSummary, limit = commentLimit): string {
    const texts = details.map((detail) => () => rendered(summary, detail));
    for (const text of texts) {
        const markdown = text();
        if (markdown.length <= limit) return markdown;
    }
    return `${(texts.at(-1)?.() ?? "").slice(0, limit)}\n`;
}

function rendered(summary: PreviewSummary, detail: Detail): string {
    const { stack, changes, findings, config, notes = [], failure } = summary;
    const servers = [...new Set(changes.map(({ resource }) => resource.server))].sort((one, other) =>
        (one ?? "\uffff") < (other ?? "\uffff") ? -1 : 1,
    );
    const cut = servers.length - detail.rows;
    const sections = [
        previewMarker(stack),
        `### ${failure === undefined ? "Preview" : "Failed preview"} of ${code(stack)}: ${counted(changes)}`,
        unchangedText(summary),
        ...(failure === undefined ? [] : [failureSection(failure, summary.diagnostics)]),
        destructiveSection(changes, detail),
        policySection(findings, detail),
        configSection(config, detail),
        ...servers.slice(0, detail.rows).map((server) => serverSection(server, changes, detail)),
        cut > 0 ? `…and ${cut} more servers.` : "",
        failure === undefined ? warningSection(summary.diagnostics, detail) : "",
        ...notes,
        detail.leftOut &&
            `_${detail.leftOut}, as the whole would be too long for a comment: \`release preview ${stack}\`._`,
    ];
    return `${sections.filter(Boolean).join("\n\n")}\n`;
}

const past: Record<Action, string> = {
    replace: "replaced",
    delete: "deleted",
    update: "changed",
    create: "created",
};

/** "1 replaced, 2 deleted, 3 changed" */
export function counted(changes: Change[]): string {
    const counts = actions.flatMap((action) => {
        const count = changes.filter((change) => change.action === action).length;
        return count === 0 ? [] : [`${count} ${past[action]}`];
    });
    return counts.length === 0 ? "nothing changes" : counts.join(", ");
}

function unchangedText({ unchanged, failure }: PreviewSummary): string {
    if (failure !== undefined) return "";
    return `${unchanged} ${unchanged === 1 ? "resource stays" : "resources stay"} as ${unchanged === 1 ? "it is" : "they are"}.`;
}

function failureSection(failure: string, diagnostics: Diagnostic[]): string {
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(diagnosticText);
    const text = (errors.length > 0 ? errors : [failure]).join("\n\n").slice(0, 8000);
    // Indented, so that nothing in it ends the block.
    return `It ended early:\n\n${text.replace(/^/gm, "    ")}`;
}

function rowsOf(rows: string[][], heads: string[], detail: Detail): string {
    const cut = rows.length - detail.rows;
    return `${table(heads, rows.slice(0, detail.rows))}${cut > 0 ? `\n\n…and ${cut} more.` : ""}`;
}

function destructiveSection(changes: Change[], detail: Detail): string {
    const destructive = changes.filter(({ action }) => action === "replace" || action === "delete");
    if (destructive.length === 0) return "";
    const sorted = [...destructive].sort((one, other) => actions.indexOf(one.action) - actions.indexOf(other.action));
    const rows = sorted.map((change) => {
        const reasons = change.properties.filter(({ replaces }) => replaces).map(({ path }) => code(path));
        const protection = change.protected ? ["**protected: the update will be refused**"] : [];
        return [
            `**${past[change.action]}**`,
            change.resource.server === undefined ? "all" : code(change.resource.server),
            `${change.resource.kind} ${code(change.resource.name)}`,
            [...protection, ...reasons.slice(0, 5)].join(", "),
        ];
    });
    return `#### Replaced and deleted\n\n${rowsOf(rows, ["", "Server", "Resource", "Because of"], detail)}`;
}

function policySection(findings: PolicyFinding[], detail: Detail): string {
    if (findings.length === 0) return "";
    const rows = findings.map(({ mandatory, resource, policy, message }) => [
        mandatory ? "**mandatory**" : "advisory",
        resource?.server === undefined ? "all" : code(resource.server),
        resource === undefined ? "" : `${resource.kind} ${code(resource.name)}`,
        code(policy),
        cell(message.slice(0, 600)),
    ]);
    const refused = findings.some(({ mandatory }) => mandatory) ? " A mandatory one ends the update." : "";
    const heads = ["", "Server", "Resource", "Policy", "Finding"];
    return `#### Policies\n\n${findings.length} found.${refused}\n\n${rowsOf(rows, heads, detail)}`;
}

function configSection(config: ConfigDifference[], detail: Detail): string {
    if (config.length === 0) return "";
    const shown = config.slice(0, detail.rows);
    const lines = shown.flatMap(({ path, before, after }) => fieldLines(path, before, after, detail));
    return `#### Configuration since the last update\n\n${diffBlock(lines)}`;
}

function serverSection(server: string | undefined, changes: Change[], detail: Detail): string {
    const own = changes.filter(({ resource }) => resource.server === server);
    const title = server === undefined ? "Shared by all servers" : `Server ${code(server)}`;
    const image = imageChange(own);
    const lines = own.flatMap((change) => [
        `! ${past[change.action]}: ${change.resource.kind} ${change.resource.name}`,
        ...(detail.fields
            ? change.properties.flatMap(({ path, before, after }) => fieldLines(`  ${path}`, before, after, detail))
            : []),
    ]);
    const sections = [
        `#### ${title}: ${counted(own)}`,
        image && `Image: ${image.before === undefined ? "" : `${code(image.before)} → `}${code(image.after)}`,
        detail.resources &&
            `<details><summary>${own.length} ${own.length === 1 ? "resource" : "resources"}</summary>\n\n${diffBlock(lines)}\n\n</details>`,
    ];
    return sections.filter(Boolean).join("\n\n");
}

function fieldLines(path: string, before: unknown, after: unknown, { valueLength }: Detail): string[] {
    const [old, now] = abridged(before, after, valueLength);
    // Secrets and values that are known later look alike before and after.
    if (old !== undefined && old === now) return [`~ ${path}: ${now}`];
    return [...(old === undefined ? [] : [`- ${path}: ${old}`]), ...(now === undefined ? [] : [`+ ${path}: ${now}`])];
}

function warningSection(diagnostics: Diagnostic[], detail: Detail): string {
    const warnings = [...new Set(diagnostics.filter(({ severity }) => severity === "warning").map(diagnosticText))];
    if (warnings.length === 0) return "";
    const shown = warnings.sort().slice(0, Math.min(detail.rows, 20));
    return `#### Warnings\n\n${shown.map((warning) => `- ${cell(warning.slice(0, 600))}`).join("\n")}`;
}
