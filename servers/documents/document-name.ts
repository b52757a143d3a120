/** Bytes that a key of S3 may have. */
const longestKeyBytes = 1024;

// Part of an address where it is sent by HTTP, and of a line where it is shown.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to refuse
const unusable = /[\u0000-\u001f\u007f\\]/;

/**
 * What is wrong with the name of a document, or of a folder of them; undefined when it is below the prefix whatever reads it.
 * S3 takes `..` for a name like any other, but HTTP clients and gateways on the way resolve it.
 */
export function nameProblem(name: string, prefix: string): string | undefined {
    const segments = name.split("/");
    if (unusable.test(name)) return "a name has no control characters and no backslash";
    if (segments.some((segment) => segment === "." || segment === ".." || segment === "")) {
        return 'a name has no empty, "." or ".." part between its "/"';
    }
    if (Buffer.byteLength(prefix + name) > longestKeyBytes) {
        return `a name has up to ${longestKeyBytes - Buffer.byteLength(prefix)} bytes`;
    }
    return undefined;
}
