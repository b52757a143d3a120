import { demo } from "../../servers/demo/definition";
import type { AnyServerDefinition } from "../../servers/runtime/definition";
import type { SettingsShape } from "../../servers/runtime/settings/setting";
import { startDefinition } from "../../servers/runtime/start";

/** A server in this process, on a free port of loopback. */
export interface DemoServer {
    /** http://127.0.0.1:port */
    origin: string;
    /** The MCP endpoint. */
    url: string;
    /** Where its metrics are. */
    metricsOrigin: string;
    /** Everything it logged so far. */
    logText(): string;
    /** Drains as at SIGTERM; a second call waits for the same end. */
    stop(): Promise<void>;
}

/** Starts the demo server as its process would from these variables; draining takes no time unless they say so. */
export function startDemoServer(variables: Record<string, string> = {}): Promise<DemoServer> {
    return startRuntime(demo, variables);
}

/** The same for any server of the runtime. */
export async function startRuntime<Own extends SettingsShape>(
    definition: AnyServerDefinition<Own>,
    variables: Record<string, string> = {},
): Promise<DemoServer> {
    const lines: string[] = [];
    const server = await startDefinition(
        definition,
        { HOST: "127.0.0.1", PORT: "0", DRAIN_SECONDS: "0", DRAIN_LIMIT_SECONDS: "0", ...variables },
        { write: (line) => lines.push(line) },
    );
    const { config, port, metricsPort } = server;
    const origin = `${config.TLS_CERT_FILE === undefined ? "http" : "https"}://127.0.0.1:${port}`;
    let stopped: Promise<void> | undefined;
    return {
        origin,
        url: origin + config.MCP_PATH,
        metricsOrigin: metricsPort === undefined ? origin : `http://127.0.0.1:${metricsPort}`,
        logText: () => lines.join(""),
        stop() {
            stopped ??= server.stop();
            return stopped;
        },
    };
}

/** A `tools/call` request as clients of the session era send it, for requests that no real client would make. */
export function toolCallRequest(name: string, args: object, headers: Record<string, string> = {}): RequestInit {
    return {
        method: "POST",
        headers: {
            "content-type": "application/json",
            accept: "application/json, text/event-stream",
            ...headers,
        },
        body: JSON.stringify({
            jsonrpc: "2.0",
            id: 1,
            method: "tools/call",
            params: { name, arguments: args, _meta: { progressToken: 1 } },
        }),
    };
}
