import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";

/** Who listens on a TCP port of this machine. */
export interface PortHolder {
    pid: number;
    command: string;
}

/** Whether a program can listen on the port of the address now. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
    return new Promise((resolve) => {
        const server = createServer();
        server.once("error", () => resolve(false));
        server.listen(port, host, () => server.close(() => resolve(true)));
    });
}

/** The processes that listen on the port, whatever the address. Needs root to see those of others. */
export function portHolders(port: number): PortHolder[] {
    const inodes = new Set([...listeningInodes("/proc/net/tcp", port), ...listeningInodes("/proc/net/tcp6", port)]);
    if (inodes.size === 0) return [];
    const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
    return pids
        .filter((pid) => socketInodes(pid).some((inode) => inodes.has(inode)))
        .map((pid) => ({ pid: Number(pid), command: commandLine(pid) }));
}

/** Columns of /proc/net/tcp: 1 is the local address as HEX:PORT, 3 the state (0A = LISTEN), 9 the inode (proc(5)). */
function listeningInodes(table: string, port: number): string[] {
    const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
    return readOrEmpty(table)
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter((columns) => columns[3] === "0A" && columns[1]?.endsWith(`:${hexPort}`))
        .map((columns) => columns[9] ?? "");
}

function socketInodes(pid: string): string[] {
    try {
        return readdirSync(`/proc/${pid}/fd`).map((fd) => {
            try {
                return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? "";
            } catch {
                return "";
            }
        });
    } catch {
        return [];
    }
}

function commandLine(pid: string): string {
    return readOrEmpty(`/proc/${pid}/cmdline`).split("\0").slice(0, 2).join(" ").trim();
}

function readOrEmpty(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
