import type { Json, SnapshotTool, ToolSnapshot } from "./snapshot";

/** A field that is another; undefined is one that is not there. */
export interface FieldChange {
    /** "inputSchema.properties.limit.maximum" */
    path: string;
    before?: Json;
    after?: Json;
}

/** What differs between two snapshots of a server's tools. */
export interface ToolsDiff {
    added: SnapshotTool[];
    removed: SnapshotTool[];
    changed: { name: string; fields: FieldChange[] }[];
}

/** What is other in the second snapshot. */
export function toolsDiff(before: ToolSnapshot, after: ToolSnapshot): ToolsDiff {
    const earlier = new Map(before.tools.map((tool) => [tool.name, tool]));
    const later = new Set(after.tools.map(({ name }) => name));
    return {
        added: after.tools.filter(({ name }) => !earlier.has(name)),
        removed: before.tools.filter(({ name }) => !later.has(name)),
        changed: after.tools.flatMap((tool) => {
            const old = earlier.get(tool.name);
            const fields = old === undefined ? [] : fieldChanges(old, tool);
            return fields.length === 0 ? [] : [{ name: tool.name, fields }];
        }),
    };
}

export const isEmpty = ({ added, removed, changed }: ToolsDiff) => added.length + removed.length + changed.length === 0;

function fieldChanges(before: Json | undefined, after: Json | undefined, path = ""): FieldChange[] {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const [old, now] = [children(before), children(after)];
    if (old === undefined || now === undefined) return [{ path, before, after }];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return keys.flatMap((key) => fieldChanges(old[key], now[key], path === "" ? key : `${path}.${key}`));
}

/** What a value is made of, when it is worth looking into; lists of plain values are read as a whole. */
function children(value: Json | undefined): Record<string, Json> | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    if (!Array.isArray(value)) return value;
    const isPlain = value.every((item) => typeof item !== "object" || item === null);
    return isPlain ? undefined : Object.fromEntries(value.map((item, index) => [String(index), item]));
}
