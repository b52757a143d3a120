import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { paths } from "../paths";
import { tail } from "./log";

/** A program that the environment keeps running in the background. */
export interface Daemon {
    /** Unique here; names its log and its record. */
    name: string;
    command: string;
    args: string[];
    env?: Record<string, string>;
    /** Resolves to true once the program serves; called about five times a second. */
    ready: () => Promise<boolean>;
    /** @default 180 */
    readySeconds?: number;
}

/** What is kept on disk of a started daemon. */
interface DaemonRecord {
    pid: number;
    /** Field 22 of /proc/<pid>/stat: tells the process from a later one with the same pid. */
    startTicks: string;
    command: string[];
}

export const recordFile = (name: string, directory: string = paths.daemons) => join(directory, `${name}.json`);
export const logFile = (name: string) => join(paths.logs, `${name}.log`);

function startTicks(pid: number): string | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // The command's name stands in parentheses and may hold spaces: count fields after the last one.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" ? undefined : fields[19];
    } catch {
        return undefined;
    }
}

function readRecord(name: string, directory?: string): DaemonRecord | undefined {
    if (!existsSync(recordFile(name, directory))) return undefined;
    return JSON.parse(readFileSync(recordFile(name, directory), "utf8")) as DaemonRecord;
}

/** Pid of the running daemon, or undefined when it was never started or has ended. */
export function runningPid(name: string, directory?: string): number | undefined {
    const record = readRecord(name, directory);
    return record && startTicks(record.pid) === record.startTicks ? record.pid : undefined;
}

export function recordedDaemons(directory: string = paths.daemons): string[] {
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
        .filter((file) => file.endsWith(".json"))
        .map((file) => file.slice(0, -".json".length));
}

/** Starts the daemon unless it runs already with the same command line, and waits until it is ready. */
export async function ensureDaemon(daemon: Daemon): Promise<void> {
    const command = [daemon.command, ...daemon.args];
    const record = readRecord(daemon.name);
    if (runningPid(daemon.name) !== undefined && JSON.stringify(record?.command) !== JSON.stringify(command)) {
        await stopDaemon(daemon.name);
    }
    const logStart = existsSync(logFile(daemon.name)) ? statSync(logFile(daemon.name)).size : 0;
    if (runningPid(daemon.name) === undefined) start(daemon, command);
    await waitUntilReady(daemon, logStart);
}

function start(daemon: Daemon, command: string[]): void {
    mkdirSync(paths.logs, { recursive: true });
    mkdirSync(paths.daemons, { recursive: true });
    const log = openSync(logFile(daemon.name), "a");
    const child = spawn(daemon.command, daemon.args, {
        detached: true,
        stdio: ["ignore", log, log],
        env: { ...process.env, ...daemon.env },
    });
    // A program that cannot be executed has no pid; ensureDaemon reports it as ended, with this line in its log.
    child.on("error", (error) => writeFileSync(log, `cannot start ${daemon.command}: ${error.message}\n`));
    child.unref();
    if (child.pid === undefined) return;
    const record: DaemonRecord = { pid: child.pid, startTicks: startTicks(child.pid) ?? "", command };
    writeFileSync(recordFile(daemon.name), JSON.stringify(record));
}

async function waitUntilReady(daemon: Daemon, logStart: number): Promise<void> {
    const seconds = daemon.readySeconds ?? 180;
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
        if (await daemon.ready().catch(() => false)) return;
        const ended = runningPid(daemon.name) === undefined;
        if (ended || Date.now() > deadline) {
            const what = ended ? "ended before it was ready" : `was not ready after ${seconds} s`;
            throw new Error(
                `${daemon.name} ${what}; the end of ${logFile(daemon.name)}:\n${tail(logFile(daemon.name), logStart)}`,
            );
        }
        await sleep(200);
    }
}

/** Ends the daemon by its pid: SIGTERM, then SIGKILL after the given time. Does nothing when it does not run. */
export async function stopDaemon(name: string, killAfterSeconds = 10): Promise<void> {
    const record = readRecord(name);
    // This very process, not whatever another command may start under the name meanwhile.
    const runs = () => record !== undefined && startTicks(record.pid) === record.startTicks;
    if (record && runs()) {
        signal(record.pid, "SIGTERM");
        const deadline = Date.now() + killAfterSeconds * 1000;
        while (runs()) {
            if (Date.now() > deadline) signal(record.pid, "SIGKILL");
            await sleep(50);
        }
    }
    if (readRecord(name)?.pid === record?.pid) rmSync(recordFile(name), { force: true });
}

function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}
