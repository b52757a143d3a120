const hidden = "****";
/** A shorter value would hide half of the log. */
const shortestSecret = 6;

/** What is a secret by how it looks, whoever wrote it into a log. */
const patterns: [RegExp, string][] = [
    [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
    [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${hidden}`],
    [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?/g, hidden],
    [/\b(A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}\b/g, hidden],
    [/\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-)[A-Za-z0-9_-]{8,}/g, hidden],
    // postgres://user:password@host
    [/(\w+:\/\/[^\s:/@]+:)[^\s@]+@/g, `$1${hidden}@`],
    [
        /((?:password|passwd|secret|token|api[_-]?key|access[_-]?key|authorization)["']?\s*[:=]\s*)(?!bearer |basic )(["']?)[^\s"',}&]+\2/gi,
        `$1${hidden}`,
    ],
];

/** A text without the secrets that are known, nor anything that looks like one. */
export function masked(text: string, secrets: string[] = []): string {
    return patterns.reduce(
        (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
        withoutKnown(text, secrets),
    );
}

/** A text without the secrets that are known. */
export function withoutKnown(text: string, secrets: string[]): string {
    return secrets
        .filter((secret) => secret.length >= shortestSecret)
        .sort((one, other) => other.length - one.length)
        .reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}
