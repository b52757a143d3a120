import {
    chmodSync,
    closeSync,
    copyFileSync,
    existsSync,
    linkSync,
    mkdirSync,
    openSync,
    readFileSync,
    readSync,
    renameSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { standInMark } from "./bundle";

/** What lies where the engine looks for a plugin. */
export type Occupant = "nothing" | "stand-in" | "official";

/** More than shebang and mark take. */
const headBytes = 256;

export function occupant(file: string): Occupant {
    if (!existsSync(file)) return "nothing";
    const head = Buffer.alloc(headBytes);
    const descriptor = openSync(file, "r");
    try {
        readSync(descriptor, head, 0, headBytes, 0);
    } finally {
        closeSync(descriptor);
    }
    return head.includes(standInMark) ? "stand-in" : "official";
}

/** Puts the stand-in there, unless an official plugin already is. */
export function placeStandIn(bundle: string, file: string): void {
    const found = occupant(file);
    if (found === "official") return;
    if (found === "stand-in" && readFileSync(file).equals(readFileSync(bundle))) return;
    replaceFile(file, (partial) => copyFileSync(bundle, partial));
}

/**
 * Puts the built CLI there, unless somebody put another one: what we placed is told by the size and time that are noted
 * beside it. A hard link where possible, as it has 100 MB; never a symlink, as the CLI looks for plugins beside itself.
 */
export function placeBuiltCli(built: string, file: string): void {
    const note = `${file}.built`;
    const fingerprint = (path: string) => `${statSync(path).size} ${statSync(path).mtimeMs}\n`;
    if (existsSync(file)) {
        const isOurs = existsSync(note) && readFileSync(note, "utf8") === fingerprint(file);
        if (!isOurs || fingerprint(file) === fingerprint(built)) return;
    }
    replaceFile(file, (partial) => {
        try {
            linkSync(built, partial);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
            copyFileSync(built, partial);
        }
    });
    writeFileSync(note, fingerprint(file));
}

/** By renaming, so that a program that runs from the old file goes on undisturbed. */
function replaceFile(file: string, write: (partial: string) => void): void {
    mkdirSync(dirname(file), { recursive: true });
    const partial = `${file}.${process.pid}.partial`;
    rmSync(partial, { force: true });
    write(partial);
    chmodSync(partial, 0o755);
    renameSync(partial, file);
}
