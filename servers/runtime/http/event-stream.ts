import type { McpHttpHandler } from "@modelcontextprotocol/server";

/**
 * Begins each event stream with a comment. Node sends a response's head with its first byte, and the SDK's first byte
 * may be a long way off: until then every proxy on the way counts the connection as idle, and buffering goes unnoticed.
 */
export function openStreamsAtOnce(
    { fetch }: Pick<McpHttpHandler, "fetch">,
    opened: () => void = () => {},
): Pick<McpHttpHandler, "fetch"> {
    return {
        async fetch(request, options) {
            const response = await fetch(request, options);
            if (!response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
                return response;
            }
            opened();
            const headers = new Headers(response.headers);
            // Node's own to decide; the SDK's "keep-alive" would override the "close" of a draining server.
            headers.delete("connection");
            return new Response(response.body.pipeThrough(beginWithComment()), { status: response.status, headers });
        },
    };
}

function beginWithComment(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
        start(controller) {
            controller.enqueue(new TextEncoder().encode(": open\n\n"));
        },
    });
}
