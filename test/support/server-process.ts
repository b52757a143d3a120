import { join } from "node:path";
import { execa } from "execa";
import { repositoryDir } from "../../local/paths";

/** A server of the runtime in a process of its own, as in its container. */
export interface ServerProcess {
    /** http://127.0.0.1:port */
    origin: string;
    /** The MCP endpoint. */
    url: string;
    /** What it has written so far. */
    output(): string;
    /** Ends it by SIGTERM; gives its exit code. */
    stop(): Promise<number | undefined>;
}

/** Starts a file that calls `serve`, from the repository's root, on a free port; throws with its output if it ends. */
export async function startServerProcess(file: string, variables: Record<string, string>): Promise<ServerProcess> {
    const ports = { HOST: "127.0.0.1", PORT: "0", MCP_PATH: "/demo/mcp", DRAIN_SECONDS: "0", DRAIN_LIMIT_SECONDS: "1" };
    const server = execa("node", ["--import", "tsx", join(repositoryDir, file)], {
        cwd: repositoryDir,
        env: { ...ports, ...variables },
        all: true,
        buffer: false,
        reject: false,
    });
    let output = "";
    const port = await new Promise<number>((resolve, reject) => {
        server.all.on("data", (chunk: Buffer) => {
            output += chunk;
            const [, listening] = /^.*"port":(\d+).*"msg":"listening"/m.exec(output) ?? [];
            if (listening) resolve(Number(listening));
        });
        server.once("exit", () => reject(new Error(`the server ended before it listened:\n${output}`)));
    });
    const origin = `http://127.0.0.1:${port}`;
    return {
        origin,
        url: `${origin}/demo/mcp`,
        output: () => output,
        async stop() {
            server.kill("SIGTERM");
            return (await server).exitCode;
        },
    };
}
