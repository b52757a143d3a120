import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, isJsonContentType, McpServer } from "@modelcontextprotocol/server";
import { callerOf } from "../auth/caller";
import { openStreamsAtOnce } from "../http/event-stream";
import type { Observers } from "../observe/observers";
import { parseMessage } from "./message";
import { modernRevision, type PlainRequest, plainRequest } from "./plain-request";
import { readBody } from "./request-body";
import { SharedTransport } from "./shared-transport";
import { type OriginOf, originByRequest, type ToolServer } from "./tools";

export interface EndpointSettings {
    maxBodyBytes: number;
    /** Between two comments on a stream where nothing happens. */
    keepAliveMs: number;
    /** Whether revisions before 2026-07-28 are refused. */
    modernOnly: boolean;
}

/** Answers what comes to the path of MCP, of every protocol revision, without sessions. */
export interface Endpoint {
    answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
    /** Cuts what is still open. */
    close(): Promise<void>;
}

/**
 * The SDK answers everything, in one of two ways. Its handler makes a server for each request, which takes most of the time
 * of a quick tool's call. So plain requests go to a server that stays, one an era, and only the others to the handler.
 */
export async function createEndpoint(
    tools: ToolServer,
    { maxBodyBytes, keepAliveMs, modernOnly }: EndpointSettings,
    observers: Observers,
): Promise<Endpoint> {
    const { log, tracing, metrics } = observers;
    const handler = createMcpHandler(() => tools.make(originByRequest), {
        legacy: modernOnly ? "reject" : "stateless",
        // Also calls without progress: only a stream can be kept alive while a tool is at work.
        responseMode: "sse",
        keepAliveMs,
        maxRequestBodySize: maxBodyBytes,
        onerror: (error) => log.warn({ err: error }, "mcp request refused"),
    });
    const answerOther = (request: IncomingMessage, response: ServerResponse, message?: unknown) => {
        const streamOpened = () => {
            // Its end has been told already.
            if (response.destroyed) return;
            metrics.streamOpened();
            response.once("close", () => metrics.streamClosed());
        };
        const answer = toNodeHandler(openStreamsAtOnce(handler, streamOpened), {
            maxRequestBodySize: maxBodyBytes,
            onerror: (error) => log.error({ err: error }, "mcp request failed"),
        });
        return answer(request, response, message);
    };
    const connect = async (transport: SharedTransport, revisions?: string[]) => {
        const originOf: OriginOf = ({ mcpReq }) => {
            const { request, received } = transport.exchangeOf(mcpReq.id) ?? {};
            return { requestId: request && requestIdOf(request), received };
        };
        const made = await tools.make(originOf, revisions);
        const server = made instanceof McpServer ? made.server : made;
        server.onerror = (error) => log.warn({ err: error }, "mcp request refused");
        await server.connect(transport);
    };
    const classification = { era: "modern", revision: modernRevision } as const;
    const legacy = new SharedTransport(undefined, keepAliveMs, metrics);
    const modern = new SharedTransport(classification, keepAliveMs, metrics);
    if (tools.plain.size > 0) await Promise.all([connect(legacy), connect(modern, [modernRevision])]);
    const answerPlain = (plain: PlainRequest, request: IncomingMessage, response: ServerResponse, received: number) =>
        (plain.classification ? modern : legacy).serve(plain, request, response, received);

    return {
        async answer(request, response) {
            const received = performance.now();
            if (request.method !== "POST" || !isJsonContentType(request.headers["content-type"])) {
                return answerOther(request, response);
            }
            const body = await readBody(request, maxBodyBytes);
            if (body === "cut off") return;
            if (body === "too large") {
                // What is still to come of it is not worth reading, so nothing else can come by this connection.
                response.setHeader("connection", "close");
                return refuse(response, 413, -32000, `Request body must not exceed ${maxBodyBytes} bytes`);
            }
            const parsed = parseMessage(body.text);
            if ("error" in parsed) return refuse(response, 400, parsed.code, parsed.error);
            const { message } = parsed;
            const plain = plainRequest(message, request.headers, tools.plain);
            const answer = () =>
                plain && (plain.classification || !modernOnly)
                    ? answerPlain(plain, request, response, received)
                    : answerOther(request, response, message);
            if (!tracing.enabled) return answer();
            return tracing.message(message, { request, response, user: callerOf(request)?.subject }, answer);
        },
        async close() {
            await Promise.all([handler.close(), legacy.close(), modern.close()]);
        },
    };
}

function requestIdOf({ headers }: IncomingMessage): string | undefined {
    const id = headers["x-request-id"];
    return typeof id === "string" ? id : undefined;
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", error: { code, message }, id: null }));
}
