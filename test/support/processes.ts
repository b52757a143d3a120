import { readdirSync, readFileSync } from "node:fs";

/** A process of this machine; its begin tells it from a later one with the same id. */
export interface Process {
    pid: number;
    parent: number;
    /** In ticks since the machine's start. */
    began: string;
    command: string;
}

/** Every process that descends from this one, now. */
export function descendantsOf(pid: number): Process[] {
    const all = processes();
    const found: Process[] = [];
    for (const parents = [pid]; parents.length > 0; ) {
        const parent = parents.shift();
        const children = all.filter((process) => process.parent === parent);
        found.push(...children);
        parents.push(...children.map((child) => child.pid));
    }
    return found;
}

/** Those of them that are still there. */
export function stillRunning(known: Process[]): Process[] {
    const all = processes();
    return known.filter(({ pid, began }) => all.some((other) => other.pid === pid && other.began === began));
}

function processes(): Process[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => read(Number(name)));
}

function read(pid: number): Process[] {
    try {
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ");
        // Ended, and not yet taken note of by its parent.
        if (fields[0] === "Z" || fields[0] === "X") return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid, parent: Number(fields[1]), began: String(fields[19]), command }];
    } catch {
        // It has just ended.
        return [];
    }
}
