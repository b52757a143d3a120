/** JSON with its keys in order: two documents that say the same become the same text. */
export function canonicalJson(value: unknown): string {
    return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]));
}

/** Whether two documents are the same once each is brought into its canonical form; text that is no JSON only equals itself. */
export function equivalentDocuments(left: unknown, right: unknown, canonical: (document: unknown) => unknown): boolean {
    if (left === right) return true;
    if (typeof left !== "string" || typeof right !== "string") return false;
    try {
        return canonicalJson(canonical(JSON.parse(left))) === canonicalJson(canonical(JSON.parse(right)));
    } catch {
        return false;
    }
}
