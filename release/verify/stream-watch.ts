import { setTimeout as pause } from "node:timers/promises";
import type { FetchLike } from "@modelcontextprotocol/client";
import { type Speech, withMcpClient } from "./mcp-client";
import type { Way } from "./way";

/** What came of a stream that a client opened, in milliseconds since it asked; undefined is what did not come. */
export interface StreamTimes {
    status?: number;
    isEventStream?: boolean;
    /** The answer's head. */
    headMilliseconds?: number;
    /** The first bytes of its body. */
    bytesMilliseconds?: number;
    /** Its end, when that was not asked for. */
    endMilliseconds?: number;
}

export interface StreamPatience {
    /** How long the first bytes may take. */
    arrivalMilliseconds: number;
    /** How long the stream is watched after them. */
    holdMilliseconds: number;
}

const betweenLooksMilliseconds = 20;

/**
 * Opens the stream that clients of the server's generation hold open, and watches what arrives: the GET of clients up to
 * 2025-11-25, or `subscriptions/listen`. Undefined when the client asked for none.
 */
export async function watchStream(
    way: Way,
    speech: Speech,
    { arrivalMilliseconds, holdMilliseconds }: StreamPatience,
): Promise<StreamTimes | undefined> {
    const watched = new WatchedStream(way.fetch);
    return withMcpClient({ ...way, fetch: watched.fetch }, speech, async (client) => {
        if (speech.handshake === "discover") {
            // Whether it is refused is seen in the answer.
            client.listen({ toolsListChanged: true }, { timeout: arrivalMilliseconds }).catch(() => {});
        }
        const arrived = () => watched.times?.bytesMilliseconds !== undefined || watched.isOver;
        await until(arrived, arrivalMilliseconds);
        if (watched.times?.headMilliseconds !== undefined) await until(() => watched.isOver, holdMilliseconds);
        return watched.times && { ...watched.times };
    });
}

async function until(holds: () => boolean, longestMilliseconds: number): Promise<void> {
    const end = performance.now() + longestMilliseconds;
    while (!holds() && performance.now() < end) await pause(betweenLooksMilliseconds);
}

/** Lets a client's requests pass and times the answer to the first that asks for a stream. */
class WatchedStream {
    times: StreamTimes | undefined;
    readonly fetch: FetchLike;

    constructor(fetch: FetchLike) {
        this.fetch = async (input, init) => {
            if (this.times !== undefined || !asksForStream(init)) return fetch(input, init);
            const started = performance.now();
            const since = () => Math.round(performance.now() - started);
            const times: StreamTimes = {};
            this.times = times;
            const response = await fetch(input, init);
            times.status = response.status;
            times.headMilliseconds = since();
            times.isEventStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
            if (response.body === null) {
                times.endMilliseconds = since();
                return response;
            }
            const body = passed(response.body, times, since);
            return new Response(body, { status: response.status, headers: response.headers });
        };
    }

    /** Nothing more can come. */
    get isOver(): boolean {
        const { status, isEventStream, endMilliseconds } = this.times ?? {};
        return endMilliseconds !== undefined || (status !== undefined && !isEventStream);
    }
}

/** The same bytes, with the time of the first and of the end. */
function passed(body: ReadableStream<Uint8Array>, times: StreamTimes, since: () => number): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    const ended = () => {
        times.endMilliseconds ??= since();
    };
    return new ReadableStream({
        async pull(controller) {
            try {
                const { done, value } = await reader.read();
                if (done) {
                    ended();
                    controller.close();
                } else {
                    times.bytesMilliseconds ??= since();
                    controller.enqueue(value);
                }
            } catch (error) {
                ended();
                controller.error(error);
            }
        },
        cancel: (reason) => reader.cancel(reason),
    });
}

function asksForStream(init: RequestInit | undefined): boolean {
    const { method = "GET", body, headers } = init ?? {};
    if (method === "GET") return new Headers(headers).get("accept")?.includes("text/event-stream") ?? false;
    return typeof body === "string" && body.includes('"subscriptions/listen"');
}
