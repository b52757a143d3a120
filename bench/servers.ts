import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { execa } from "execa";
import { repositoryDir } from "../local/paths";
import { freePort } from "../local/process/free-port";
import { pythonEnvironment } from "../local/python";
import { ensureLoadProgram, type Figures, type LoadRequest, load, onServerProcessor } from "./load";
import { median } from "./samples";
import type { ServerRow } from "./server-table";

const programs = join(__dirname, "programs/add-numbers");
const rounds = 3;
const secondsOfLoad = 2;
const longestStartMilliseconds = 30_000;
const longestPreparationMilliseconds = 600_000;

const call = { name: "add_numbers", arguments: { numbers: [19, 23] } };
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };

/** The same call as clients of sessions send it, and as those of 2026-07-28 do. */
const calls = {
    "2025-11-25": {
        headers: { ...headers, "mcp-protocol-version": "2025-11-25" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: call }),
    },
    "2026-07-28": {
        headers: {
            ...headers,
            "mcp-protocol-version": "2026-07-28",
            "mcp-method": "tools/call",
            "mcp-name": call.name,
        },
        body: JSON.stringify({
            jsonrpc: "2.0",
            id: 1,
            method: "tools/call",
            params: {
                ...call,
                _meta: {
                    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0.0" },
                    "io.modelcontextprotocol/clientCapabilities": {},
                },
            },
        }),
    },
};

/** A server that runs, with the path at which it is called. */
interface Running {
    origin: string;
    stop(): Promise<void>;
}

/** `add_numbers` by the demo server and by others, each on one processor, all under the same load in turn. */
export async function benchServers(report: (text: string) => void): Promise<ServerRow[]> {
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-bench-"));
    const running: Running[] = [];
    const start = async (command: string[]) => {
        const server = await startServer(command);
        running.push(server);
        return server.origin;
    };
    try {
        report("servers: building and starting them");
        const signal = AbortSignal.timeout(longestPreparationMilliseconds);
        await ensureLoadProgram(report, signal);
        const python = await pythonEnvironment("fastmcp", join(programs, "requirements.txt"), { report, signal });
        const node = async (entry: string, name: string) => start(["node", await bundle(entry, directory, name)]);
        const bare = `${await node(join(programs, "bare.ts"), "bare")}/mcp`;
        const sdk = `${await node(join(programs, "sdk.ts"), "sdk")}/mcp`;
        const demo = `${await node(join(repositoryDir, "servers/demo/server.ts"), "demo")}/demo/mcp`;
        const fastmcp = `${await start([join(python, "bin/python"), join(programs, "fastmcp_server.py")])}/mcp`;
        const requests: Record<ServerRow["kind"], LoadRequest> = {
            bare: { url: bare, ...calls["2025-11-25"] },
            fastmcp: { url: fastmcp, ...calls["2025-11-25"] },
            "sdk 2025-11-25": { url: sdk, ...calls["2025-11-25"] },
            "sdk 2026-07-28": { url: sdk, ...calls["2026-07-28"] },
            "demo 2025-11-25": { url: demo, ...calls["2025-11-25"] },
            "demo 2026-07-28": { url: demo, ...calls["2026-07-28"] },
        };
        for (const [name, request] of Object.entries(requests)) await untilItAdds(name, request);
        return await measured(requests, report);
    } finally {
        await Promise.all(running.map((server) => server.stop()));
        rmSync(directory, { recursive: true, force: true });
    }
}

/** All in turn, round after round; the first round only warms them up. */
async function measured(
    requests: Record<ServerRow["kind"], LoadRequest>,
    report: (text: string) => void,
): Promise<ServerRow[]> {
    const kinds = Object.keys(requests) as ServerRow["kind"][];
    const figures = new Map<ServerRow["kind"], Figures[]>(kinds.map((kind) => [kind, []]));
    for (let round = 0; round <= rounds; round += 1) {
        for (const kind of kinds) {
            report(`servers: ${round === 0 ? "warming up" : `round ${round} of ${rounds}`}: ${kind}`);
            const figure = await load(requests[kind], secondsOfLoad);
            if (round > 0) figures.get(kind)?.push(figure);
        }
    }
    return kinds.map((kind) => {
        const all = figures.get(kind) ?? [];
        return {
            kind,
            requestsPerSecond: median(all.map(({ requestsPerSecond }) => requestsPerSecond)),
            p99Milliseconds: median(all.map(({ p99Milliseconds }) => p99Milliseconds)),
        };
    });
}

/** Bundles a server as the demo server's image has it. */
async function bundle(entry: string, directory: string, name: string): Promise<string> {
    const outfile = join(directory, `${name}.js`);
    await build({ entryPoints: [entry], bundle: true, platform: "node", target: "node20", outfile, logLevel: "error" });
    return outfile;
}

async function startServer(command: string[]): Promise<Running> {
    const port = await freePort();
    const [program, ...args] = onServerProcessor(command);
    const server = execa(program, args, {
        env: { HOST: "127.0.0.1", PORT: String(port), NODE_ENV: "production", DRAIN_SECONDS: "0" },
        // Written as in a container, and read by nobody.
        stdout: "ignore",
        stderr: "ignore",
        reject: false,
    });
    return {
        origin: `http://127.0.0.1:${port}`,
        async stop() {
            server.kill("SIGTERM");
            const timeout = setTimeout(() => server.kill("SIGKILL"), 5000);
            await server;
            clearTimeout(timeout);
        },
    };
}

/** Only a server that gives the right answer is measured. */
async function untilItAdds(name: string, { url, headers, body }: LoadRequest): Promise<void> {
    const deadline = Date.now() + longestStartMilliseconds;
    for (;;) {
        const answer = await fetch(url, { method: "POST", headers, body })
            .then((response) => response.text())
            .catch((error: Error) => error.message);
        if (answer.includes("The sum is 42")) return;
        if (Date.now() > deadline) throw new Error(`${name} does not add numbers: ${answer}`);
        await sleep(100);
    }
}
