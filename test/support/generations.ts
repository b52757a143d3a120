import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { fetchThrough, poolFor, type Reach } from "../../local/client/mcp";

export interface CallOptions {
    signal?: AbortSignal;
    onProgress?: (message: string) => void;
}

/** A client of one of the SDK's two generations, as people use it. */
export interface Connected {
    revision: string | undefined;
    list(): Promise<string[]>;
    /** The text that a tool answers. */
    call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<string>;
    close(): Promise<void>;
}

interface TextBlock {
    type: string;
    text?: string;
}

const info = { name: "test", version: "1" };
const textOf = (content: unknown) => (content as TextBlock[]).map(({ text }) => text).join("\n");
const requestOptions = ({ signal, onProgress }: CallOptions = {}) => ({
    ...(signal && { signal }),
    ...(onProgress && { onprogress: ({ message }: { message?: string | undefined }) => onProgress(message ?? "") }),
});

/** Connects with each generation: by package, as it is installed by those who follow the SDK's own guide. */
export const generations: Record<string, (url: string, reach?: Reach) => Promise<Connected>> = {
    "@modelcontextprotocol/sdk": async (url, reach = {}) => {
        const pool = poolFor(reach);
        const client = new FirstClient(info);
        const transport = new FirstTransport(new URL(url), {
            fetch: fetchThrough(pool),
            requestInit: { headers: reach.headers ?? {} },
        });
        await client.connect(transport);
        return {
            revision: transport.protocolVersion,
            list: async () => (await client.listTools()).tools.map(({ name }) => name),
            async call(name, args, options) {
                const { content } = await client.callTool(
                    { name, arguments: args },
                    undefined,
                    requestOptions(options),
                );
                return textOf(content);
            },
            close: () => client.close().finally(() => pool.destroy()),
        };
    },
    "@modelcontextprotocol/client": async (url, reach = {}) => {
        const pool = poolFor(reach);
        const client = new Client(info, { versionNegotiation: { mode: "auto" } });
        const transport = new StreamableHTTPClientTransport(new URL(url), {
            fetch: fetchThrough(pool),
            requestInit: { headers: reach.headers ?? {} },
        });
        await client.connect(transport);
        return {
            revision: client.getNegotiatedProtocolVersion(),
            list: async () => (await client.listTools()).tools.map(({ name }) => name),
            async call(name, args, options) {
                const { content } = await client.callTool({ name, arguments: args }, requestOptions(options));
                return textOf(content);
            },
            close: () => client.close().finally(() => pool.destroy()),
        };
    },
};

/** Revision that each generation comes to with a server that has them all. */
export const revisions: Record<string, string> = {
    "@modelcontextprotocol/sdk": "2025-11-25",
    "@modelcontextprotocol/client": "2026-07-28",
};
