import { join } from "node:path";
import { execa } from "execa";
import { repositoryDir } from "../../local/paths";
import { freePort } from "../../local/process/free-port";

/** Node.js' arguments for a program of the repository. */
export const script = (path: string) => ["--import", "tsx", join(repositoryDir, path)];

async function answers(url: string): Promise<boolean> {
    return fetch(url).then(
        ({ ok }) => ok,
        () => false,
    );
}

/** Starts the bridge with a server behind it; resolves when it is ready, or has ended. */
export async function startBridge(command: string[], variables: Record<string, string> = {}) {
    const port = await freePort();
    const env = {
        PORT: String(port),
        HOST: "127.0.0.1",
        MCP_PATH: "/words/mcp",
        DRAIN_SECONDS: "0",
        ...variables,
    };
    const bridge = execa(process.execPath, [...script("servers/stdio-bridge/main.ts"), "--", ...command], {
        env,
        reject: false,
        stdin: "ignore",
    });
    const origin = `http://127.0.0.1:${port}`;
    while (bridge.exitCode === null && !(await answers(`${origin}/ready`)))
        await new Promise((next) => setTimeout(next, 50));
    return { bridge, origin, url: `${origin}/words/mcp` };
}
