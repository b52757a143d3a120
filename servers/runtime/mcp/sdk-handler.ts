import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { openStreamsAtOnce } from "../http/event-stream";
import type { Observers } from "../observe/observers";
import type { Origin, ToolServer } from "./tools";

export interface SdkHandlerSettings {
    maxBodyBytes: number;
    keepAliveMs: number;
    modernOnly: boolean;
}

/** Has the SDK's own handler answer requests, of whatever kind. */
export interface SdkHandler {
    answer(request: IncomingMessage, response: ServerResponse, origin: Origin, message?: unknown): Promise<void>;
    /** Cuts what is still open. */
    close(): Promise<void>;
}

/**
 * Makes a handler for each request, as the SDK does not say which of them an error or a tool's call belongs to. Only the
 * streams that tell of changes go to one handler, which sees to it that there are not too many of them.
 */
export function sdkHandler(
    tools: ToolServer,
    { maxBodyBytes, keepAliveMs, modernOnly }: SdkHandlerSettings,
    { log, metrics }: Observers,
): SdkHandler {
    const handlerFor = (origin: Origin) =>
        createMcpHandler(() => tools.make(() => origin), {
            legacy: modernOnly ? "reject" : "stateless",
            // Also calls without progress: only a stream can be kept alive while a tool is at work.
            responseMode: "sse",
            keepAliveMs,
            maxRequestBodySize: maxBodyBytes,
            onerror: (error) => log.warn({ requestId: origin.requestId, err: error }, "mcp request refused"),
        });
    const subscriptions = handlerFor({});
    const serving = new Set<McpHttpHandler>([subscriptions]);
    return {
        async answer(request, response, origin, message) {
            const streamOpened = () => {
                // Its end has been told already.
                if (response.destroyed) return;
                metrics.streamOpened();
                response.once("close", () => metrics.streamClosed());
            };
            const handler = isSubscription(message) ? subscriptions : handlerFor(origin);
            const answer = toNodeHandler(openStreamsAtOnce(handler, streamOpened), {
                maxRequestBodySize: maxBodyBytes,
                onerror: (error) => log.error({ requestId: origin.requestId, err: error }, "mcp request failed"),
            });
            serving.add(handler);
            try {
                await answer(request, response, message);
            } finally {
                if (handler !== subscriptions) serving.delete(handler);
            }
        },
        async close() {
            await Promise.all([...serving].map((handler) => handler.close()));
        },
    };
}

const isSubscription = (message: unknown) =>
    typeof message === "object" && message !== null && "method" in message && message.method === "subscriptions/listen";
