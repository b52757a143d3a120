import {
    Client,
    type FetchLike,
    SSEClientTransport,
    StreamableHTTPClientTransport,
    type Transport,
} from "@modelcontextprotocol/client";
import { reasonOf } from "./finding";
import type { Way } from "./way";

/** How a client begins: `initialize` (up to 2025-11-25), or `server/discover` of the revision below. */
export type Handshake = "initialize" | "discover";
export const modernRevision = "2026-07-28";

/** How a server is spoken to. */
export interface Speech {
    handshake: Handshake;
    /** Bearer token. */
    token?: string;
    timeoutMilliseconds?: number;
}

/** A server that answered otherwise than MCP does; the message says how. */
export class McpRefusal extends Error {
    constructor(
        message: string,
        /** Of the last answer that was none; undefined when nothing answered. */
        readonly status?: number,
    ) {
        super(message);
    }
}

const defaultTimeoutMilliseconds = 10_000;

/** Connects a client, and closes it with its session. */
export async function withMcpClient<T>(way: Way, speech: Speech, use: (client: Client) => Promise<T>): Promise<T> {
    const answers = new RefusedAnswers(way.fetch);
    try {
        return await connected(new URL(way.endpoint), speech, answers, use);
    } catch (error) {
        throw answers.refusal(error);
    }
}

async function connected<T>(
    endpoint: URL,
    speech: Speech,
    answers: RefusedAnswers,
    use: (client: Client) => Promise<T>,
): Promise<T> {
    const headers: Record<string, string> =
        speech.token === undefined ? {} : { authorization: `Bearer ${speech.token}` };
    const options = { fetch: answers.fetch, requestInit: { headers } };
    const streamable = new StreamableHTTPClientTransport(endpoint, options);
    const client = newClient(speech);
    try {
        await connect(client, streamable, speech);
    } catch (error) {
        await client.close().catch(() => {});
        // As clients do that know both: whoever does not take a POST may be of the older HTTP+SSE transport.
        const mayBeOlder = speech.handshake === "initialize" && [400, 404, 405].includes(answers.status ?? 0);
        if (!mayBeOlder) throw error;
        return await throughOlderTransport(endpoint, speech, options, use, error);
    }
    try {
        return await use(client);
    } finally {
        // A session would stay in the server's memory.
        if (streamable.sessionId !== undefined) await streamable.terminateSession().catch(() => {});
        await client.close().catch(() => {});
    }
}

async function throughOlderTransport<T>(
    endpoint: URL,
    speech: Speech,
    options: { fetch: FetchLike; requestInit: { headers: Record<string, string> } },
    use: (client: Client) => Promise<T>,
    earlier: unknown,
): Promise<T> {
    const client = newClient(speech);
    try {
        await connect(client, new SSEClientTransport(endpoint, options), speech).catch(() => {
            throw earlier;
        });
        return await use(client);
    } finally {
        await client.close().catch(() => {});
    }
}

function newClient({ handshake }: Speech): Client {
    const mode = handshake === "initialize" ? "legacy" : { pin: modernRevision };
    return new Client({ name: "mcp-eks-verify", version: "1" }, { versionNegotiation: { mode } });
}

const connect = (client: Client, transport: Transport, { timeoutMilliseconds }: Speech) =>
    client.connect(transport, { timeout: timeoutMilliseconds ?? defaultTimeoutMilliseconds });

/** Remembers how requests were refused, which the SDK's errors do not always tell. */
class RefusedAnswers {
    status: number | undefined;
    readonly fetch: FetchLike;

    constructor(fetch: FetchLike) {
        this.fetch = async (input, init) => {
            const response = await fetch(input, init);
            // 405 to a GET only says that there is no stream.
            const isRefusal = !response.ok && !(response.status === 405 && init?.method === "GET");
            if (isRefusal) this.status = response.status;
            return response;
        };
    }

    refusal(error: unknown): McpRefusal {
        const { status } = this;
        const reason = reasonOf(error).split("\n", 1)[0]?.slice(0, 300) ?? "";
        return new McpRefusal(status === undefined ? reason : `answered ${status}: ${reason}`, status);
    }
}
