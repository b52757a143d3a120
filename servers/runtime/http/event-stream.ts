import type { McpHttpHandler } from "@modelcontextprotocol/server";

/**
 * No stream begins sooner after its request. Proxies that are written in Go, as Traefik and Caddy are, cut an answer off that
 * begins while they still look for the end of the request's body, and does not come in one piece
 * (https://github.com/golang/go/issues/40747). Far more than they need, unless their machine is busy.
 */
export const streamsBeginAfterMilliseconds = 10;

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

/** What comes meanwhile is kept; the end lets all of it go. */
function beginWithComment(): TransformStream<Uint8Array, Uint8Array> {
    let held: Uint8Array[] | undefined = [new TextEncoder().encode(": open\n\n")];
    let holding: NodeJS.Timeout;
    const release = (controller: TransformStreamDefaultController<Uint8Array>) => {
        for (const chunk of held ?? []) controller.enqueue(chunk);
        held = undefined;
    };
    return new TransformStream({
        start(controller) {
            holding = setTimeout(() => {
                try {
                    release(controller);
                } catch {
                    // The client has left.
                }
            }, streamsBeginAfterMilliseconds);
        },
        transform(chunk, controller) {
            if (held) held.push(chunk);
            else controller.enqueue(chunk);
        },
        flush(controller) {
            clearTimeout(holding);
            release(controller);
        },
    });
}
