import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Host } from "./locks";

export const thisHost: Host = { hostname: hostname(), processBegan };

/** Linux counts the start of processes in hundredths of a second since the machine's, on every platform that Node runs on. */
const ticksPerSecond = 100;
/** Where nothing tells when a process began, it counts as the one that is looked for. */
const unknownBegin = 0;

function processBegan(pid: number): number | undefined {
    if (!isThere(pid)) return undefined;
    try {
        // The name in parentheses may hold anything; fields after it are single words, the state first.
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ");
        // Killed, and only its parent has not noticed yet.
        if (fields[0] === "Z" || fields[0] === "X") return undefined;
        const [, boot] = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8")) ?? [];
        if (boot === undefined) return unknownBegin;
        return (Number(boot) + Number(fields[19]) / ticksPerSecond) * 1000;
    } catch {
        return isThere(pid) ? unknownBegin : undefined;
    }
}

function isThere(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // Somebody else's.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
