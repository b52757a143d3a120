/**
 * A regular expression that `registry/repository/` matches when the entry names the registry, a path in it or the repository;
 * as RE2 reads it, too. "*" is part of a host or of a path's element, and never a "/".
 */
export function registryPattern(entry: string): string {
    const parts = entry.replace(/\/+$/, "").split("*");
    const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    return `^${parts.map(literal).join("[^/]*")}/`;
}
