import type { Era } from "../../components/model/era";
import { modernRevision } from "../verify/mcp-client";
import { watchStream } from "../verify/stream-watch";
import { type Way, wayByRoute } from "../verify/way";
import type { Answer, StreamAnswer } from "./evidence";
import { masked, withoutKnown } from "./masking";

const answerMilliseconds = 10_000;
const bodyCharacters = 300;
/** How long a stream's first bytes may take before they count as held back. */
const arrivalMilliseconds = 6000;

/** The endpoint as a client asks it first: the handshake of its era. */
export function handshake(era: Era): { headers: Record<string, string>; body: string } {
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const message = (method: string, params: object) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const clientInfo = { name: "mcp-eks-diagnose", version: "1" };
    if (era === "modern") {
        const meta = {
            "io.modelcontextprotocol/protocolVersion": modernRevision,
            "io.modelcontextprotocol/clientInfo": clientInfo,
            "io.modelcontextprotocol/clientCapabilities": {},
        };
        return {
            headers: { ...headers, "mcp-protocol-version": modernRevision, "mcp-method": "server/discover" },
            body: message("server/discover", { _meta: meta }),
        };
    }
    return { headers, body: message("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo }) };
}

export interface Question {
    era: Era;
    /** The older HTTP+SSE transport begins with a GET. */
    transport: string;
    /** The page that is pretended to ask. */
    origin?: string;
    token?: string;
    /** Secrets to be masked in what comes back. */
    secrets: string[];
}

/** What a client is answered at this URL, whatever it is. */
export async function ask(
    way: Pick<Way, "fetch">,
    url: string,
    { era, transport, origin, token, secrets }: Question,
): Promise<Answer> {
    const started = performance.now();
    const isGet = transport === "sse";
    const { headers, body } = handshake(era);
    const asked = {
        method: isGet ? "GET" : "POST",
        redirect: "manual" as const,
        signal: AbortSignal.timeout(answerMilliseconds),
        headers: {
            ...(isGet ? { accept: "text/event-stream" } : headers),
            ...(origin !== undefined && { origin }),
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(!isGet && { body }),
    };
    const answer = { url, ...(origin !== undefined && { origin }), sentToken: token !== undefined };
    const milliseconds = () => Math.round(performance.now() - started);
    try {
        const response = await way.fetch(url, asked);
        const took = milliseconds();
        const text = await beginning(response);
        const kept = ["server", "www-authenticate", "location", "content-type"];
        const headersKept = kept.flatMap((name) => {
            const value = response.headers.get(name);
            return value === null ? [] : [[name, withoutKnown(value, secrets)]];
        });
        return {
            ...answer,
            status: response.status,
            headers: Object.fromEntries(headersKept),
            body: masked(text, secrets).trim(),
            milliseconds: took,
        };
    } catch (error) {
        return { ...answer, headers: {}, body: "", error: errorCode(error), milliseconds: milliseconds() };
    }
}

/** A stream has no end to wait for; its head says all that matters. */
async function beginning(response: Response): Promise<string> {
    if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
        await response.body?.cancel().catch(() => {});
        return "";
    }
    return (await response.text()).slice(0, bodyCharacters);
}

/** fetch says "fetch failed" and keeps the reason in `cause`. */
export function errorCode(error: unknown): string {
    const { name, code, cause, message } = error as {
        name?: string;
        code?: unknown;
        cause?: unknown;
        message?: string;
    };
    if (name === "TimeoutError") return "ETIMEDOUT";
    if (cause !== undefined) return errorCode(cause);
    return typeof code === "string" ? code : (message ?? String(error));
}

/** What becomes of a stream that is opened at the route; undefined where the server is asked for none. */
export async function listen(
    url: string,
    era: Era,
    token: string | undefined,
    listenMilliseconds: number,
): Promise<StreamAnswer | undefined> {
    const way = wayByRoute(url);
    try {
        const speech = { handshake: era === "legacy" ? "initialize" : "discover", token } as const;
        const times = await watchStream(way, speech, { arrivalMilliseconds, holdMilliseconds: listenMilliseconds });
        if (times?.isEventStream === false) return undefined;
        return (
            times && {
                url,
                status: times.status ?? (times.headMilliseconds === undefined ? 200 : undefined),
                firstByteMilliseconds: times.bytesMilliseconds,
                endedAfterMilliseconds: times.endMilliseconds,
                listenedMilliseconds: listenMilliseconds + arrivalMilliseconds,
            }
        );
    } catch {
        // Servers of another revision have no such stream; what else is wrong is seen without one.
        return undefined;
    } finally {
        await way.close();
    }
}
