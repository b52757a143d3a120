import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type LockHolder, lockHolder } from "./locks";

/** A lock of a stack in a backend of files. */
export interface LockFile {
    file: string;
    holder: LockHolder | undefined;
}

/**
 * Locks of a stack; none for a backend that is no folder: those of buckets are seen only in the engine's refusal, and
 * Pulumi Cloud ends the lease of a killed run by itself.
 */
export function lockFiles(backendUrl: string, projectDir: string, project: string, stack: string): LockFile[] {
    const root = backendFolder(backendUrl, projectDir);
    if (root === undefined) return [];
    const folder = join(root, ".pulumi", "locks", "organization", project, stack);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
        .flatMap(({ name }) => read(join(folder, name)));
}

function read(file: string): LockFile[] {
    try {
        return [{ file, holder: lockHolder(readFileSync(file, "utf8")) }];
    } catch (error) {
        // Its run has just ended.
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
    }
}

/** Takes away this lock alone; `pulumi cancel` takes all of a stack, also those of the living. */
export function removeLock({ file }: LockFile): void {
    rmSync(file, { force: true });
    // What the backend notes beside every file.
    rmSync(`${file}.attrs`, { force: true });
}

/** The folder of `file://…`: absolute, beneath the home, or relative to the project. */
export function backendFolder(url: string, projectDir: string): string | undefined {
    const [, path] = /^file:\/\/([^?]*)/.exec(url) ?? [];
    if (path === undefined) return undefined;
    if (path === "~" || path.startsWith("~/")) return join(homedir(), path.slice(1));
    return resolve(projectDir, decodeURIComponent(path) || ".");
}
