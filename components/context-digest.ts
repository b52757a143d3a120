import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import dockerignore from "@balena/dockerignore";

/** Digest of what a build sees of its context: names, modes and contents of the files, less .dockerignore's. */
export function contextDigest(context: string, dockerfile: string): string {
    const hash = createHash("sha256");
    // Docker sends the Dockerfile also where .dockerignore excludes it.
    const files = new Set([...contextFiles(context, ignoreRules(context, dockerfile)), dockerfile]);
    for (const file of [...files].sort()) hash.update(`${file}\0${fileDigest(join(context, file))}\0`);
    return hash.digest("hex");
}

/** Symbolic links count by where they point, as Docker copies them as links. */
function fileDigest(path: string): string {
    const stat = lstatSync(path);
    const content = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path);
    return `${stat.mode.toString(8)}:${createHash("sha256").update(content).digest("hex")}`;
}

interface IgnoreRules {
    ignores(path: string): boolean;
    /** Whether an exception ("!src/main.ts") may name something below an ignored directory. */
    hasExceptionBelow(directory: string): boolean;
}

/** `Dockerfile.dockerignore` goes before `.dockerignore`, as for BuildKit. */
function ignoreRules(context: string, dockerfile: string): IgnoreRules {
    const path = [`${dockerfile}.dockerignore`, ".dockerignore"].map((name) => join(context, name)).find(existsSync);
    const lines = path === undefined ? [] : readFileSync(path, "utf8").split(/\r?\n/);
    const patterns = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
    const rules = dockerignore().add(patterns);
    const exceptions = patterns
        .filter((pattern) => pattern.startsWith("!"))
        .map((pattern) => pattern.replace(/^!\/?/, ""));
    return {
        ignores: (file) => rules.ignores(file),
        hasExceptionBelow: (directory) =>
            exceptions.some((exception) => /[*?[]/.test(exception) || `${exception}/`.startsWith(`${directory}/`)),
    };
}

/** Paths below the context in POSIX notation. */
function* contextFiles(context: string, rules: IgnoreRules, directory = ""): Generator<string> {
    for (const entry of readdirSync(join(context, directory), { withFileTypes: true })) {
        const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
        if (entry.isDirectory()) {
            if (!rules.ignores(path) || rules.hasExceptionBelow(path)) yield* contextFiles(context, rules, path);
        } else if ((entry.isFile() || entry.isSymbolicLink()) && !rules.ignores(path)) {
            yield path;
        }
    }
}
