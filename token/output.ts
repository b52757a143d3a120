import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Nobody but the owner reads it, also where the file was there already with other rights. */
const ownerOnly = 0o600;

/** Writes a file that holds a token: whole or not at all. */
export function writeTokenFile(file: string, text: string): void {
    const unfinished = `${file}.${process.pid}`;
    try {
        writeFileSync(unfinished, `${text}\n`, { mode: ownerOnly, flag: "wx" });
        // The mode above is cut by the umask; this one is not.
        chmodSync(unfinished, ownerOnly);
        renameSync(unfinished, file);
    } catch (error) {
        rmSync(unfinished, { force: true });
        throw error;
    }
}
