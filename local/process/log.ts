import { existsSync, readFileSync } from "node:fs";

/** The last lines of a log file, for an error message; `from` leaves out what an earlier run wrote. */
export function tail(file: string, from = 0, lines = 15): string {
    if (!existsSync(file)) return "(no log)";
    const text = readFileSync(file).subarray(from).toString("utf8").trimEnd();
    return text.split("\n").slice(-lines).join("\n") || "(empty)";
}
