import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Client, type FetchLike, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Agent, type RequestInit, fetch as undiciFetch } from "undici";

/** How to reach a server, where its URL alone does not say. */
export interface Reach {
    /** Sent with every request. */
    headers?: Record<string, string>;
    /** Resolves the URL's host; by default the system does, and names below `localhost` are this machine. */
    lookup?: LookupFunction;
    /** Certificate, as PEM, that the server's own must come from; by default those that Node.js trusts. */
    certificateAuthority?: string;
    /** Longest time for one answer. */
    timeoutMilliseconds?: number;
}

const defaultTimeoutMilliseconds = 30_000;

/** Browsers resolve `demo.localhost` to loopback (RFC 6761, section 6.3), most systems' resolvers do not. */
const loopbackLookup: LookupFunction = (host, options, callback) =>
    systemLookup(host.endsWith(".localhost") ? "localhost" : host, options, callback);

/** Names of the tools that a server offers. */
export function listTools(url: string, reach: Reach = {}): Promise<string[]> {
    return withClient(url, reach, async (client) => {
        const { tools } = await client.listTools(undefined, { timeout: timeoutOf(reach) });
        return tools.map((tool) => tool.name);
    });
}

/** The text that a tool answers; throws when the tool reports an error. */
export function callTool(
    url: string,
    name: string,
    args: Record<string, unknown>,
    reach: Reach = {},
    onProgress?: (message: string) => void,
): Promise<string> {
    return withClient(url, reach, (client) => callToolWith(client, name, args, reach, onProgress));
}

/** As `callTool`, on a client that is connected already. */
export async function callToolWith(
    client: Client,
    name: string,
    args: Record<string, unknown>,
    reach: Reach = {},
    onProgress?: (message: string) => void,
): Promise<string> {
    const result = await client.callTool(
        { name, arguments: args },
        {
            timeout: timeoutOf(reach),
            resetTimeoutOnProgress: true,
            ...(onProgress && { onprogress: (progress) => onProgress(progress.message ?? "") }),
        },
    );
    const text = result.content.map((block) => (block.type === "text" ? block.text : `[${block.type}]`)).join("\n");
    if (result.isError) throw new Error(`tool ${name} failed: ${text}`);
    return text;
}

/** Connects a client with a connection pool of its own, and closes both. Speaks any revision of the protocol. */
export async function withClient<Result>(
    url: string,
    reach: Reach,
    use: (client: Client) => Promise<Result>,
): Promise<Result> {
    const pool = poolFor(reach);
    const client = new Client({ name: "mcp-eks", version: "1" }, { versionNegotiation: { mode: "auto" } });
    try {
        const transport = new StreamableHTTPClientTransport(new URL(url), {
            fetch: fetchThrough(pool),
            requestInit: { headers: reach.headers ?? {} },
        });
        await client.connect(transport, { timeout: timeoutOf(reach) });
        return await use(client);
    } finally {
        await client.close().catch(() => {});
        await pool.destroy();
    }
}

/** Connections of a client's own to a server. */
export function poolFor({ lookup = loopbackLookup, certificateAuthority: ca }: Reach): Agent {
    return new Agent({ connect: { lookup, ...(ca !== undefined && { ca }) } });
}

/** undici's own fetch, as Node's built-in one takes the pools of one undici version only. */
export function fetchThrough(pool: Agent): FetchLike {
    return async (input, init) => {
        // The two declare the same standard's types separately.
        const response = await undiciFetch(input, { ...(init as RequestInit), dispatcher: pool });
        return response as unknown as Response;
    };
}

function timeoutOf({ timeoutMilliseconds = defaultTimeoutMilliseconds }: Reach): number {
    return timeoutMilliseconds;
}
