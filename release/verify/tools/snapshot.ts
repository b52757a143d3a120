import { createHash } from "node:crypto";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A tool as clients and their models are told of it; keys are in alphabetical order. */
export type SnapshotTool = { name: string; [field: string]: Json };

/** What `tools/list` answers, in a form in which the same tools are the same text. */
export interface ToolSnapshot {
    /** "sha256:…" of the tools' canonical JSON. */
    hash: string;
    /** By name. */
    tools: SnapshotTool[];
}

/** What of a tool a model or a person decides by. Icons and `_meta` are not told to models. */
const fields = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"] as const;

/** A tool as a server lists it. */
export type ListedTool = { name: string; [field: string]: unknown };

/** The canonical form of `tools/list`. */
export function toolSnapshot(listed: ListedTool[]): ToolSnapshot {
    const tools = listed.map(canonicalTool).sort((a, b) => compare(a.name, b.name));
    return { hash: `sha256:${createHash("sha256").update(JSON.stringify(tools)).digest("hex")}`, tools };
}

function canonicalTool(tool: ListedTool): SnapshotTool {
    const kept = fields.flatMap((field) => (tool[field] === undefined ? [] : [[field, tool[field]]]));
    return canonical(Object.fromEntries(kept)) as SnapshotTool;
}

/** Keys in order; so are the names in `required`, which JSON Schema takes for a set. */
function canonical(value: unknown, key?: string): Json {
    if (Array.isArray(value)) {
        const items = value.map((item) => canonical(item));
        const isSet = key === "required" && items.every((item) => typeof item === "string");
        return isSet ? (items as string[]).sort(compare) : items;
    }
    if (typeof value !== "object" || value === null) return value as Json;
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
        entries.sort(([a], [b]) => compare(a, b)).map(([name, item]) => [name, canonical(item, name)]),
    );
}

/** By code units, everywhere the same. */
function compare(a: string, b: string): number {
    if (a === b) return 0;
    return a < b ? -1 : 1;
}
