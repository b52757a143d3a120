import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { backendFolder, lockFiles } from "./lock-files";
import { lockVerdict } from "./locks";
import { thisHost } from "./processes";

/** Which stack, and where it is kept. */
export interface KeptStack {
    backendUrl: string;
    projectDir: string;
    project: string;
    stack: string;
}

/**
 * A backend of files keeps notes beside each file ("prod.json.attrs"), and unlike the file itself it writes them in place: a
 * run that is killed just then leaves them cut off, and nothing can read the stack. Without them it can. Tells whether there
 * were any; leaves them alone while a run may be writing.
 */
export function removeTornNotes({ backendUrl, projectDir, project, stack }: KeptStack): boolean {
    const root = backendFolder(backendUrl, projectDir);
    if (root === undefined) return false;
    const isDead = lockFiles(backendUrl, projectDir, project, stack).every(
        ({ holder }) => holder !== undefined && lockVerdict(holder, thisHost).holder === "dead",
    );
    if (!isDead) return false;
    const file = join(root, ".pulumi", "stacks", project, `${stack}.json`);
    const torn = [`${file}.attrs`, `${file}.bak.attrs`].filter((notes) => existsSync(notes) && isTorn(notes));
    for (const notes of torn) rmSync(notes);
    return torn.length > 0;
}

function isTorn(file: string): boolean {
    try {
        JSON.parse(readFileSync(file, "utf8"));
        return false;
    } catch {
        return true;
    }
}
