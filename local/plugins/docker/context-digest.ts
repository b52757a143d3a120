import { createHash, type Hash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import dockerignore from "@balena/dockerignore";

/**
 * Digest of all that a build reads: the Dockerfile and every file of the context that .dockerignore lets through, with
 * names, modes, links' targets and contents. The same files give the same digest on every machine.
 */
export function contextDigest(context: string, dockerfile: string): string {
    const hash = createHash("sha256");
    // Always by the same name: the builder minds its text, not what it is called.
    add(hash, "Dockerfile", 0, readFileSync(dockerfile));
    for (const file of contextFiles(context, dockerfile)) {
        const path = join(context, file);
        const { mode } = lstatSync(path);
        add(hash, file, mode, lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path));
    }
    return hash.digest("hex");
}

function add(hash: Hash, name: string, mode: number, content: string | Buffer): void {
    const digest = createHash("sha256").update(content).digest("hex");
    hash.update(`${name}\0${mode.toString(8)}\0${digest}\0`);
}

/** Relative paths, in byte order, of the files and links that the engine would be sent. */
export function contextFiles(context: string, dockerfile: string): string[] {
    const { ignores, hasExceptions } = ignoreRules(context, dockerfile);
    const files: string[] = [];
    const walk = (directory: string) => {
        for (const entry of readdirSync(join(context, directory), { withFileTypes: true })) {
            const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
            if (entry.isDirectory()) {
                // Below an ignored folder only a `!` pattern can bring something back.
                if (hasExceptions || !ignores(path)) walk(path);
            } else if ((entry.isFile() || entry.isSymbolicLink()) && !ignores(path)) files.push(path);
        }
    };
    walk("");
    return files.sort();
}

/** A Dockerfile's own ignore file goes before the context's: docs.docker.com/build/concepts/context/#filename-and-location */
function ignoreRules(context: string, dockerfile: string) {
    const file = [`${dockerfile}.dockerignore`, join(context, ".dockerignore")].find((path) => existsSync(path));
    if (file === undefined) return { ignores: () => false, hasExceptions: false };
    const patterns = readFileSync(file, "utf8").split(/\r?\n/);
    const rules = dockerignore().add(patterns);
    return {
        ignores: (path: string) => rules.ignores(path),
        hasExceptions: patterns.some((pattern) => pattern.startsWith("!")),
    };
}
