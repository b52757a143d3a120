import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repositoryDir } from "../../local/paths";

export interface SingleFileServer {
    process: ChildProcess;
    /** http://127.0.0.1:port */
    origin: string;
    /** The MCP endpoint. */
    url: string;
}

/** Starts servers/single-file on a free port; it lives until its process is killed. */
export async function startSingleFileServer(): Promise<SingleFileServer> {
    const file = join(repositoryDir, "servers", "single-file", "server.mjs");
    const env = { ...process.env, PORT: "0", MCP_PATH: "/greeter/mcp", DRAIN_SECONDS: "0" };
    const server = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface(server.stdout), "line")) as [string];
    const origin = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
    return { process: server, origin, url: `${origin}/greeter/mcp` };
}
