/** What stands in place of what nobody is to read. */
export const redacted = "[redacted]";

/** Names of what is secret wherever it occurs: fields, headers, parameters of URLs. */
const secretName =
    /authorization|cookie|passw|passphrase|pwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|signature|session[-_]?id|^auth$|^key$|^otp$|^pin$|^sig$/i;

export const isSecretName = (name: string) => secretName.test(name);

/** What is secret by its looks, with what to put in its place; each begins with what costs nothing to look for. */
const secretLooks: [RegExp, string][] = [
    // The schemes of the header Authorization.
    [/\b(bearer|basic|dpop)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${redacted}`],
    // JSON Web Tokens: https://www.rfc-editor.org/rfc/rfc7519
    [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?/g, redacted],
    // Ids of access keys of AWS, tokens of GitHub, keys of Slack and of many others with the prefix "sk".
    [/\b((AKIA|ASIA)[A-Z0-9]{16}|gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|(xox[a-z]|sk)-[\w-]{12,})/g, redacted],
    // The user and password of a URL.
    [/\/\/[^\s/@:]+:[^\s/@]+@/g, `//${redacted}@`],
    // token=..., "password": "...", x-api-key: ...
    [
        /([\w-]*(?:authorization|cookie|passw(?:or)?d|secret|token|api[-_]?key|access[-_]?key|signature)[\w-]*["']?\s*[=:]\s*)(["']?)(?!\[redacted\]|bearer |basic |dpop )[^\s"'&,;)}]+/gi,
        `$1$2${redacted}`,
    ],
];

/** A text without what looks like a secret, and without the texts given, which are known to be someone's own. */
export function scrub(text: string, own: Iterable<string> = []): string {
    let clean = text;
    for (const part of own) clean = clean.replaceAll(part, redacted);
    for (const [look, replacement] of secretLooks) clean = clean.replace(look, replacement);
    return clean;
}

/** Shorter texts occur by chance: replacing them would make errors unreadable and keep nothing secret. */
const fewestCharacters = 4;

/** The texts in a tool's arguments, the longest first, as one may contain another. */
export function textsIn(value: unknown, depth = 0): string[] {
    const texts: string[] = [];
    if (typeof value === "string") {
        if (value.length >= fewestCharacters) texts.push(value);
    } else if (typeof value === "object" && value !== null && depth < 10) {
        for (const item of Object.values(value)) texts.push(...textsIn(item, depth + 1));
    }
    return texts.sort((one, other) => other.length - one.length);
}

/** A copy of arguments without the values whose names or looks are secret. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return scrub(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth >= 10) return redacted;
    if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
    return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [
            name,
            isSecretName(name) ? redacted : withoutSecrets(item, depth + 1),
        ]),
    );
}
