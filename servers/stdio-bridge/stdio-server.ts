import { Client, type Implementation } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** A server as a child process, and the one connection to it. */
export interface StdioServer {
    client: Client;
    /** Resolves when the process has ended without having been stopped. */
    ended: Promise<void>;
    stop(): Promise<void>;
}

/** Starts a server without a shell, with this process's environment, and waits until it has answered. */
export async function startStdioServer(command: string, args: string[]): Promise<StdioServer> {
    const environment = Object.entries(process.env).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
    );
    // What a server logs goes to standard error, and so to the pod's log.
    const transport = new StdioClientTransport({
        command,
        args,
        env: Object.fromEntries(environment),
        stderr: "inherit",
    });
    const client = new Client({ name: "mcp-stdio-bridge", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(transport);
    let stopping = false;
    const ended = new Promise<void>((resolve) => {
        client.onclose = () => {
            if (!stopping) resolve();
        };
    });
    return {
        client,
        ended,
        async stop() {
            stopping = true;
            await client.close();
        },
    };
}

/** What the server calls itself, once it is connected. */
export function identityOf(client: Client): Implementation {
    return client.getServerVersion() ?? { name: "unnamed", version: "0" };
}
