/** Names of secrets, in lower case; "TOKEN_URL" and "MAX_TOKENS" are none. As RE2 reads it too. */
export const secretName =
    "(password|passwd|[_.-]pwd|passphrase|secret|token|api[_.-]?key|access[_.-]?key([_.-]?id)?|secret[_.-]?key|private[_.-]?key|credentials?)[_.-]?[0-9]*$";

/** What may stand under the name of a secret: nothing, a switch, or what is taken from another variable. As RE2 reads it too. */
export const harmlessValue = "^(true|false|[^\\n]*\\$\\([A-Za-z0-9_.-]+\\)[^\\n]*)?$";

/** Secrets that give themselves away by their form. As RE2 reads it too. */
export const secretValue = [
    "-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "\\b(AKIA|ASIA)[0-9A-Z]{16}\\b",
    "\\bgh[pousr]_[A-Za-z0-9]{36}",
    "\\bgithub_pat_[A-Za-z0-9_]{22}",
    "\\bglpat-[A-Za-z0-9_-]{20}",
    "\\bxox[abeoprs]-[A-Za-z0-9-]{10}",
    "\\bsk-[A-Za-z0-9_-]{20}",
    "\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.",
    // Not "\s", which is more kinds of space in JavaScript than in RE2.
    "[a-z]://[^/ \\t\\r\\n:@]+:[^/ \\t\\r\\n:@$][^/ \\t\\r\\n:@]*@",
].join("|");
