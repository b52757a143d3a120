/** Who wrote a lock, as the lock's file says. */
export interface LockHolder {
    pid: number;
    username: string;
    hostname: string;
    /** When the lock was taken, ISO 8601. */
    timestamp: string;
}

/** This machine, as far as a lock is judged by it. */
export interface Host {
    hostname: string;
    /** When the process of that id began, in milliseconds since 1970; undefined when there is none. */
    processBegan(pid: number): number | undefined;
}

/** Whether the run that took a lock is still there. */
export type LockVerdict =
    | { holder: "dead"; because: string }
    | { holder: "alive" }
    /** On another machine: nobody can tell from here. */
    | { holder: "elsewhere" };

/** Clocks of processes count in whole seconds. */
const toleranceMilliseconds = 2000;

export function lockVerdict({ pid, hostname, timestamp }: LockHolder, here: Host): LockVerdict {
    if (hostname !== here.hostname) return { holder: "elsewhere" };
    const began = here.processBegan(pid);
    if (began === undefined) return { holder: "dead", because: `there is no process ${pid} any more` };
    const locked = Date.parse(timestamp);
    if (began > locked + toleranceMilliseconds) {
        return { holder: "dead", because: `process ${pid} is another one, begun after the lock was taken` };
    }
    return { holder: "alive" };
}

/** A lock's content; undefined when it is none, as of a file that is not Pulumi's. */
export function lockHolder(content: string): LockHolder | undefined {
    try {
        const { pid, username, hostname, timestamp } = JSON.parse(content) as Partial<LockHolder>;
        if (!Number.isInteger(pid) || pid === undefined || typeof hostname !== "string") return undefined;
        if (typeof timestamp !== "string" || Number.isNaN(Date.parse(timestamp))) return undefined;
        return { pid, username: username ?? "somebody", hostname, timestamp };
    } catch {
        return undefined;
    }
}
