import { isObject, type Properties, type Value } from "./values";

/** What happens to one property; the `-replace` forms say that it forces the resource to be made anew. */
export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface DiffResult {
    /** Whether anything differs. */
    changed: boolean;
    /** By property path, such as `spec.template.spec.containers[0].image`; shown in previews. */
    detailed: Record<string, ChangeKind>;
    /** Top-level properties and paths that force replacement; any entry replaces. */
    replaces: string[];
    /** Whether the old resource must go before the new one can be made. */
    deleteBeforeReplace: boolean;
}

export type Path = (string | number)[];

const SIMPLE_KEY = /^[A-Za-z_$][\w$]*$/;

/** The engine's notation: `metadata.labels["app.kubernetes.io/name"]`, `containers[0].image`. */
export function formatPath(path: Path): string {
    return path.reduce<string>((text, part) => {
        if (typeof part === "number") return `${text}[${part}]`;
        if (!SIMPLE_KEY.test(part)) return `${text}[${JSON.stringify(part)}]`;
        return text === "" ? part : `${text}.${part}`;
    }, "");
}

/** A change and where it is; `kind` does not yet say whether it replaces. */
export interface Change {
    path: Path;
    kind: "add" | "delete" | "update";
}

/** Every place at which two property bags differ, as deep as possible. */
export function changesBetween(
    before: Value | undefined,
    after: Value | undefined,
    path: Path = [],
    found: Change[] = [],
): Change[] {
    if (before === undefined && after === undefined) return found;
    if (before === undefined) found.push({ path, kind: "add" });
    else if (after === undefined) found.push({ path, kind: "delete" });
    else if (Array.isArray(before) && Array.isArray(after)) {
        for (let index = 0; index < Math.max(before.length, after.length); index++) {
            changesBetween(before[index], after[index], [...path, index], found);
        }
    } else if (isObject(before) && isObject(after)) {
        for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
            changesBetween(before[key], after[key], [...path, key], found);
        }
    } else if (before !== after) found.push({ path, kind: "update" });
    return found;
}

/**
 * Whether a change touches one of the given patterns: at, under or above it. `[*]` in a pattern matches any index or key.
 * A change above counts, as adding or removing `spec` adds or removes `spec.selector`.
 */
export function touches(change: Change, patterns: readonly string[]): boolean {
    return patterns.some((pattern) => {
        const parts = pattern.replaceAll("[*]", ".*").split(".");
        const shared = Math.min(parts.length, change.path.length);
        return parts.slice(0, shared).every((part, index) => part === "*" || part === String(change.path[index]));
    });
}

export function diffResult(changes: Change[], replaceOn: readonly string[], deleteBeforeReplace: boolean): DiffResult {
    const replacing = new Set(changes.filter((change) => touches(change, replaceOn)));
    const detailed = changes.map((change) => {
        const kind: ChangeKind = replacing.has(change) ? `${change.kind}-replace` : change.kind;
        return [formatPath(change.path), kind] as const;
    });
    return {
        changed: changes.length > 0,
        detailed: Object.fromEntries(detailed),
        replaces: [...replacing].map((change) => formatPath(change.path)),
        deleteBeforeReplace: replacing.size > 0 && deleteBeforeReplace,
    };
}

/** Structural comparison of old and new inputs. */
export function diffInputs(
    oldInputs: Properties,
    newInputs: Properties,
    replaceOn: readonly string[] = [],
    deleteBeforeReplace = false,
): DiffResult {
    return diffResult(changesBetween(oldInputs, newInputs), replaceOn, deleteBeforeReplace);
}
