import { mostTexts, withoutTexts } from "./own-texts";

/** What stands in place of what nobody is to read. */
export const redacted = "[redacted]";

/** Most characters of a text that logs and traces tell: clients can have errors quote as much as they send. */
const longestTold = 4096;

/** A longer run of characters is a word of no language, nor a secret: it may be cut. */
const longestWord = 256;

/** Names of what is secret wherever it occurs: fields, headers, parameters of URLs. */
const secretName =
    /authorization|cookie|passw|passphrase|pwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|signature|session[-_]?id|^auth$|^key$|^otp$|^pin$|^sig$/i;

export const isSecretName = (name: string) => secretName.test(name);

/**
 * What is secret by its looks, with what to put in its place. Each looks at a run of word characters from its beginning only,
 * `(?<![\w-])`: from every character on, a long run would take the square of its length.
 */
const secretLooks: [RegExp, string][] = [
    // The schemes of the header Authorization.
    [/\b(bearer|basic|dpop)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${redacted}`],
    // JSON Web Tokens: https://www.rfc-editor.org/rfc/rfc7519
    [/(?<![\w-])(?=[\w-]+\.[\w-])(?:[\w-]*-)?eyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g, redacted],
    // Ids of access keys of AWS, tokens of GitHub, keys of Slack and of many others with the prefix "sk".
    [/\b((AKIA|ASIA)[A-Z0-9]{16}|gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|(xox[a-z]|sk)-[\w-]{12,})/g, redacted],
    // The user and password of a URL; redis has no user.
    [/\/\/[^\s/@:]*:[^\s/@]+@/g, `//${redacted}@`],
    // token=..., "password": "...", x-api-key: ...
    [
        /(?<![\w-])(?=[\w-]*(?:authorization|cookie|passw(?:or)?d|secret|token|api[-_]?key|access[-_]?key|signature))([\w-]+["']?\s*[=:]\s*)(["']?)(?!\[redacted\]|bearer |basic |dpop )[^\s"'&,;)}]+/gi,
        `$1$2${redacted}`,
    ],
];

/**
 * The beginning of a text without what looks like a secret, and without the texts given, which are known to be someone's
 * own; nothing of it where there are too many of those to look for.
 */
export function scrub(text: string, own: readonly string[] = [], longest = longestTold): string {
    if (own.length > mostTexts) return redacted;
    const end = cutAt(text, longest);
    let clean = own.length > 0 ? withoutTexts(text, own, end, redacted) : text.slice(0, end);
    for (const [look, replacement] of secretLooks) clean = clean.replace(look, replacement);
    return end < text.length ? `${clean}…` : clean;
}

/** Between two words where it can be: half a secret does not look like one. */
function cutAt(text: string, longest: number): number {
    if (text.length <= longest) return text.length;
    for (let at = longest; at > longest - longestWord; at -= 1) if (/\s/.test(text[at] ?? "")) return at;
    return longest;
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
