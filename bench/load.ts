import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ensurePackages, findProgram, notInstalled } from "../local/packages";

/** What one load came to. */
export interface Figures {
    requestsPerSecond: number;
    p99Milliseconds: number;
}

/** A request that is sent again and again. */
export interface LoadRequest {
    url: string;
    headers: Record<string, string>;
    body: string;
}

const connections = 16;

/** The processor that servers run on; the client takes the other one. */
const serverProcessor = 0;
const clientProcessor = 1;

/** What sends the load: it is faster than any server here. */
const wrk = { package: "wrk", program: "wrk" };

export const ensureLoadProgram = (report: (text: string) => void, signal: AbortSignal) =>
    ensurePackages(() => notInstalled([wrk]), report, signal);

/** Pins a command to one processor, where the system can do that. */
function pinned(processor: number, command: string[]): [string, ...string[]] {
    const [program = "", ...args] = command;
    return findProgram("taskset") ? ["taskset", "--cpu-list", String(processor), program, ...args] : [program, ...args];
}

export const onServerProcessor = (command: string[]) => pinned(serverProcessor, command);

/** Sends a request over 16 connections, each with the next when the last is answered. Any answer but 200 is an error. */
export async function load(request: LoadRequest, seconds: number): Promise<Figures> {
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-load-"));
    try {
        const script = join(directory, "request.lua");
        writeFileSync(script, luaOf(request));
        const options = ["--threads", "1", "--connections", `${connections}`, "--duration", `${seconds}s`, "--latency"];
        const [program, ...args] = pinned(clientProcessor, ["wrk", ...options, "--script", script, request.url]);
        const { stdout } = await execa(program, args);
        return figuresOf(stdout);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

function luaOf({ headers, body }: LoadRequest): string {
    const lines = ['wrk.method = "POST"', `wrk.body = ${JSON.stringify(body)}`];
    for (const [name, value] of Object.entries(headers))
        lines.push(`wrk.headers["${name}"] = ${JSON.stringify(value)}`);
    return lines.join("\n");
}

const millisecondsIn: Record<string, number> = { us: 0.001, ms: 1, s: 1000 };

/** Reads what wrk prints. */
export function figuresOf(text: string): Figures {
    const failures = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(text)?.[0];
    if (failures) throw new Error(`not every call was answered: ${failures}`);
    const [, value, unit = ""] = /^\s+99%\s+([\d.]+)(us|ms|s)$/m.exec(text) ?? [];
    const rate = /^Requests\/sec:\s+([\d.]+)$/m.exec(text)?.[1];
    const milliseconds = millisecondsIn[unit];
    if (value === undefined || rate === undefined || milliseconds === undefined) {
        throw new Error(`wrk printed no figures:\n${text}`);
    }
    return { requestsPerSecond: Number(rate), p99Milliseconds: Number(value) * milliseconds };
}
