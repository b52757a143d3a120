import type { IncomingMessage, ServerResponse } from "node:http";
import { isJsonContentType, McpServer } from "@modelcontextprotocol/server";
import { callerOf } from "../auth/caller";
import type { Observers } from "../observe/observers";
import { parseMessage } from "./message";
import { modernRevision, type PlainRequest, plainRequest } from "./plain-request";
import { readBody } from "./request-body";
import { sdkHandler } from "./sdk-handler";
import { SharedTransport } from "./shared-transport";
import type { OriginOf, ToolServer } from "./tools";

export interface EndpointSettings {
    maxBodyBytes: number;
    /** Between two comments on a stream where nothing happens. */
    keepAliveMs: number;
    /** Whether revisions before 2026-07-28 are refused. */
    modernOnly: boolean;
    /** Counts the messages of a batch beyond its first; true when it has refused them all. */
    refuseFurther?:
        | ((request: IncomingMessage, response: ServerResponse, messages: number) => Promise<boolean>)
        | undefined;
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
    { maxBodyBytes, keepAliveMs, modernOnly, refuseFurther }: EndpointSettings,
    observers: Observers,
): Promise<Endpoint> {
    const { log, tracing, metrics } = observers;
    const others = sdkHandler(tools, { maxBodyBytes, keepAliveMs, modernOnly }, observers);
    const connect = async (transport: SharedTransport, revisions?: string[]) => {
        const originOf: OriginOf = ({ mcpReq }) => {
            const { request, received } = transport.exchangeOf(mcpReq.id) ?? {};
            return { requestId: request && requestIdOf(request), received };
        };
        const made = await tools.make(originOf, revisions);
        const server = made instanceof McpServer ? made.server : made;
        // Without the request's id, as the SDK does not say whose error it is; what can be refused does not come here.
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
            const answerOther = (message?: object) =>
                others.answer(request, response, { requestId: requestIdOf(request), received }, message);
            if (request.method !== "POST" || !isJsonContentType(request.headers["content-type"])) {
                return answerOther();
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
            const further = Array.isArray(message) ? message.length - 1 : 0;
            if (further > 0 && (await refuseFurther?.(request, response, further))) return;
            const plain = plainRequest(message, request.headers, tools.plain);
            const answer = () =>
                plain && (plain.classification || !modernOnly)
                    ? answerPlain(plain, request, response, received)
                    : answerOther(message);
            if (!tracing.enabled) return answer();
            return tracing.message(message, { request, response, user: callerOf(request)?.subject }, answer);
        },
        async close() {
            await Promise.all([others.close(), legacy.close(), modern.close()]);
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
