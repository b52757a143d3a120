import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** A server as a child process, and the one connection to it. */
export interface StdioServer {
    client: Client;
    /** Calls back when the process ends without having been stopped. */
    onEnd(ended: () => void): void;
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
    return {
        client,
        onEnd(ended) {
            client.onclose = () => {
                if (!stopping) ended();
            };
        },
        async stop() {
            stopping = true;
            await client.close();
        },
    };
}
