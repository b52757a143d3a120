import { markTexts, type OwnTexts } from "./own-texts";

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

/** What is told is looked at together with what follows: a secret that is cut in two does not look like one. */
const charactersBeyond = 512;

/**
 * What is secret by its looks, behind the group that may be told. Each looks at a run of word characters from its beginning
 * only, `(?<![\w-])`: from every character on, a long run would take the square of its length.
 */
const secretLooks: RegExp[] = [
    // The schemes of the header Authorization.
    /\b((?:bearer|basic|dpop)\s+)[A-Za-z0-9._~+/=-]{6,}/gi,
    // JSON Web Tokens: https://www.rfc-editor.org/rfc/rfc7519
    /(?<![\w-])()(?=[\w-]+\.[\w-])(?:[\w-]*-)?eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
    // Ids of access keys of AWS, tokens of GitHub, keys of Slack and of many others with the prefix "sk".
    /\b()(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|(?:xox[a-z]|sk)-[\w-]{12,})/g,
    // The user and password of a URL; redis has no user.
    /(\/\/)[^\s/@:]*:[^\s/@]+(?=@)/g,
    // token=..., "password": "...", x-api-key: ...
    /(?<![\w-])(?=[\w-]*(?:authorization|cookie|passw(?:or)?d|secret|token|api[-_]?key|access[-_]?key|signature))([\w-]+["']?\s*[=:]\s*["']?)(?!bearer |basic |dpop )[^\s"'&,;)}]+/gi,
];

/**
 * The beginning of a text without what looks like a secret, and without the texts given, which are known to be someone's
 * own; nothing of it where there are too many of those to look for.
 */
export function scrub(text: string, own: OwnTexts = [], longest = longestTold): string {
    if (own === "too many") return redacted;
    const end = cutAt(text, longest);
    const seen = text.slice(0, end + charactersBeyond);
    // All is looked for in the text as it was: with an argument replaced, what stands beside it may look like no secret.
    const hidden = new Uint8Array(seen.length);
    for (const look of secretLooks) {
        for (const match of seen.matchAll(look)) {
            const [all, told = ""] = match;
            hidden.fill(1, match.index + told.length, match.index + all.length);
        }
    }
    markTexts(own, seen, hidden);
    const clean = withoutHidden(seen.slice(0, end), hidden);
    return end < text.length ? `${clean}…` : clean;
}

/** A text with each of its hidden parts replaced. */
function withoutHidden(text: string, hidden: Uint8Array): string {
    let clean = "";
    for (let at = 0; at < text.length; ) {
        const next = hidden.indexOf(hidden[at] === 1 ? 0 : 1, at);
        const until = next < 0 ? text.length : Math.min(next, text.length);
        clean += hidden[at] === 1 ? redacted : text.slice(at, until);
        at = until;
    }
    return clean;
}

/** Between two words where it can be: half a secret does not look like one. */
function cutAt(text: string, longest: number): number {
    if (text.length <= longest) return text.length;
    for (let at = longest; at > longest - longestWord; at -= 1) if (/\s/.test(text[at] ?? "")) return at;
    return longest;
}

/** Most characters of values that are told together. */
export const longestValues = 32_768;

/**
 * A copy of arguments without the values whose names or looks are secret, with "…" for what goes beyond `longestValues`:
 * one request may have a million values, and other callers wait while they are looked at.
 */
export function withoutSecrets(value: unknown): unknown {
    return copyOf(value, { characters: longestValues }, 0);
}

/** Takes from the characters that are left what the value needs of them in JSON, or somewhat less. */
function copyOf(value: unknown, left: { characters: number }, depth: number): unknown {
    if (typeof value === "string") {
        const clean = scrub(value, [], Math.min(longestTold, Math.max(left.characters, 0)));
        left.characters -= clean.length + 2;
        return clean;
    }
    if (typeof value !== "object" || value === null) {
        left.characters -= String(value).length;
        return value;
    }
    left.characters -= 1;
    if (depth >= 10) return redacted;
    if (Array.isArray(value)) {
        const items: unknown[] = [];
        for (const item of value) {
            left.characters -= 1;
            if (left.characters <= 0) return [...items, "…"];
            items.push(copyOf(item, left, depth + 1));
        }
        return items;
    }
    const fields: [string, unknown][] = [];
    for (const name of Object.keys(value)) {
        left.characters -= name.length + 4;
        if (left.characters <= 0) return Object.fromEntries([...fields, ["…", "…"]]);
        const item = (value as Record<string, unknown>)[name];
        fields.push([name, isSecretName(name) ? redacted : copyOf(item, left, depth + 1)]);
    }
    return Object.fromEntries(fields);
}
