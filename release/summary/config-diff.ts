/** A key that was set otherwise at the last update. */
export interface ConfigDifference {
    /** "mcp-eks:servers.demo.path" */
    path: string;
    /** Undefined where it was, or is, not set. */
    before: unknown;
    after: unknown;
}

const secure = "(secret)";

/**
 * How configuration differs from that of the last update, by the deepest keys that do. Values are as the engine has them: text,
 * or JSON of blocks. Secure values are never decrypted: whether one changed is not told, only that it came or went.
 */
export function configDifferences(before: Record<string, string>, after: Record<string, string>): ConfigDifference[] {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(key, parsed(before[key]), parsed(after[key])));
}

/** What `pulumi stack history --json` has of an update's configuration. */
export type HistoryConfig = Record<string, { value?: string; secret?: boolean }>;

export function historyValues(config: HistoryConfig): Record<string, string> {
    return Object.fromEntries(
        Object.entries(config).map(([key, { value = "", secret }]) => [key, secret ? secure : value]),
    );
}

function differences(path: string, before: unknown, after: unknown): ConfigDifference[] {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    if (isBlock(before) && isBlock(after)) {
        const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
        return keys.flatMap((key) => differences(`${path}.${key}`, before[key], after[key]));
    }
    return [{ path, before, after }];
}

const isBlock = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text: string | undefined): unknown {
    if (text === undefined) return undefined;
    try {
        const value: unknown = JSON.parse(text);
        // Order of keys is no difference.
        return sorted(value);
    } catch {
        return text;
    }
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (!isBlock(value)) return value;
    return Object.fromEntries(
        Object.keys(value)
            .sort()
            .map((key) => [key, sorted(value[key])]),
    );
}
