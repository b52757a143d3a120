import { connect } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { pieces } from "./huge-bodies";

/** A way of calling a server, and the status that it is to be answered with; undefined where nobody waits for it. */
export interface Behaviour {
    name: string;
    call(dispatcher: Dispatcher, url: string): Promise<number | undefined>;
    expected: number | undefined;
}

/** Bodies of more are refused by the servers that these clients are for. */
export const maxBodyBytes = 64 * 1024;
const hugeBytes = 16 * maxBodyBytes;

const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const message = (method: string, params: object) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
const add = (numbers: unknown[]) => message("tools/call", { name: "add_numbers", arguments: { numbers } });

function posts(
    name: string,
    body: string | (() => Readable),
    expected: number,
    others: Record<string, string> = {},
): Behaviour {
    return {
        name,
        expected,
        async call(dispatcher, url) {
            const { origin, pathname } = new URL(url);
            const request = {
                origin,
                path: pathname,
                method: "POST",
                headers: { ...headers, ...others },
                body: typeof body === "string" ? body : body(),
            } as const;
            const { statusCode, body: answer } = await dispatcher.request(request);
            const text = await answer.text();
            if (expected >= 400 && !text.includes("message"))
                throw new Error(`${name} is not told what is wrong: ${text}`);
            return statusCode;
        },
    };
}

/** Sends the beginning of a request by a connection of its own, and goes away a little later. */
function leaves(name: string, text: (host: string) => string): Behaviour {
    return {
        name,
        expected: undefined,
        async call(_dispatcher, url) {
            const { hostname, port, host } = new URL(url);
            const socket = connect(Number(port), hostname);
            socket.on("error", () => {});
            socket.write(text(host));
            await sleep(20);
            socket.destroy();
            return undefined;
        },
    };
}

const head = (host: string, length: number) =>
    `POST /demo/mcp HTTP/1.1\r\nhost: ${host}\r\ncontent-type: ${headers["content-type"]}\r\n` +
    `accept: ${headers.accept}\r\ncontent-length: ${length}\r\n\r\n`;
const counting = message("tools/call", { name: "count_slowly", arguments: { steps: 600, interval_milliseconds: 10 } });

/** Clients as they come: good ones, confused ones, hostile ones. */
export const behaviours: Behaviour[] = [
    posts("a good call", add([19, 23]), 200),
    posts("a list of the tools", message("tools/list", {}), 200),
    posts(
        "an initialize",
        message("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: {} }),
        200,
    ),
    posts("broken JSON", '{"jsonrpc":"2.0","id":', 400),
    posts("no JSON-RPC", '{"hello":"world"}', 400),
    posts("an empty batch", "[]", 400),
    posts("a bare null", "null", 400),
    posts("no body", "", 400),
    posts("wrong arguments", add(["x"]), 200),
    posts("an unknown tool", message("tools/call", { name: "no_such_tool", arguments: {} }), 200),
    posts("a huge body", "x".repeat(hugeBytes), 413),
    posts("a huge body in chunks", () => Readable.from(pieces(hugeBytes)), 413),
    posts("another media type", add([1]), 415, { "content-type": "text/plain" }),
    posts("an unknown revision", add([1]), 400, { "mcp-protocol-version": "1999-01-01" }),
    leaves("a body that never ends", (host) => `${head(host, 1000)}{"jsonrpc"`),
    leaves("half a head", (host) => `POST /demo/mcp HTTP/1.1\r\nhost: ${host}\r\ncontent-`),
    leaves("a stream that is left", (host) => head(host, counting.length) + counting),
    leaves("a huge body that is left", (host) => head(host, hugeBytes) + "x".repeat(2 * maxBodyBytes)),
];

/** Keeps a connection busy with a good request that takes `milliseconds` to come in; resolves with the answer's head. */
export function trickle(url: string, milliseconds: number): Promise<string> {
    const { hostname, port, host } = new URL(url);
    const body = add([19, 23]);
    const socket = connect(Number(port), hostname);
    return new Promise((resolve, reject) => {
        socket.once("data", (data) => resolve(data.toString()) ?? socket.destroy());
        socket.once("error", reject);
        socket.write(head(host, body.length));
        let sent = 0;
        const timer = setInterval(() => {
            socket.write(body[sent] ?? "");
            sent += 1;
            if (sent === body.length) clearInterval(timer);
        }, milliseconds / body.length);
    });
}
