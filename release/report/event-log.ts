import { openSync, writeSync } from "node:fs";
import { refused } from "./release-error";
import type { RunEvent } from "./run";

/** Standard output in place of a file. */
export const standardOutput = "-";

/** Writes events as JSON lines, each at once, so that who follows the file sees them as they happen. */
export function eventLog(file: string | undefined): (event: RunEvent) => void {
    if (file === undefined) return () => undefined;
    const write = file === standardOutput ? (line: string) => process.stdout.write(line) : toFile(file);
    return ({ type, ...fields }) => write(`${JSON.stringify({ at: new Date().toISOString(), type, ...fields })}\n`);
}

function toFile(file: string): (line: string) => void {
    try {
        const descriptor = openSync(file, "w");
        return (line) => writeSync(descriptor, line);
    } catch (error) {
        throw refused(`--events: ${file} cannot be written: ${(error as Error).message}`);
    }
}
