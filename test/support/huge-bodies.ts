import { connect } from "node:net";
import { Readable } from "node:stream";
import { request } from "undici";

const mebibyte = 1024 * 1024;
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };

/** What came back for a body. */
export interface Answer {
    status: number;
    text: string;
}

/** Sends so many bytes in the body of a call. */
export type HugeCall = (url: string, bytes: number) => Promise<Answer>;

/** `bytes` in the pieces in which a program would read them from a file. */
export function* pieces(bytes: number): Generator<Buffer> {
    const piece = Buffer.alloc(64 * 1024, "x");
    for (let sent = 0; sent < bytes; sent += piece.length) yield piece.subarray(0, bytes - sent);
}

/** By HTTP clients as they are: they notice an answer while they send, and those of Node.js stop then. */
export const hugeCalls: Record<string, HugeCall> = {
    "with its length, by undici": async (url, bytes) => {
        const answer = await request(url, post(Buffer.alloc(bytes, "x")));
        return { status: answer.statusCode, text: await answer.body.text() };
    },
    "in chunks, by undici": async (url, bytes) => {
        const answer = await request(url, post(Readable.from(pieces(bytes))));
        return { status: answer.statusCode, text: await answer.body.text() };
    },
    "with its length, by fetch": async (url, bytes) => {
        const answer = await fetch(url, { method: "POST", headers, body: Buffer.alloc(bytes, "x") });
        return { status: answer.status, text: await answer.text() };
    },
    "in chunks, by fetch": async (url, bytes) => {
        const body = Readable.toWeb(Readable.from(pieces(bytes))) as ReadableStream<Uint8Array>;
        const answer = await fetch(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
        return { status: answer.status, text: await answer.text() };
    },
    "with its length, by who reads nothing before all is sent": (url, bytes) => sendAllThenRead(url, bytes),
};

const post = (body: Buffer | Readable) => ({ method: "POST", headers, body }) as const;

/** As Python's `http.client` and many others do: a connection that is reset meanwhile is an error, not an answer. */
export function sendAllThenRead(url: string, announced: number, sent = announced): Promise<Answer> {
    const { hostname, port, host, pathname } = new URL(url);
    return new Promise((resolve, reject) => {
        const socket = connect(Number(port), hostname);
        socket.once("error", reject);
        socket.pause();
        const fields = Object.entries({ host, ...headers, "content-length": announced, connection: "close" });
        socket.write(
            `POST ${pathname} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
        );
        socket.write(Buffer.alloc(sent, "x"), () => {
            let answer = "";
            socket.on("data", (data) => {
                answer += data;
            });
            socket.once("end", () => {
                const [, status] = /^HTTP\/1\.1 (\d+) /.exec(answer) ?? [];
                resolve({ status: Number(status), text: answer });
            });
            socket.resume();
        });
    });
}

/** Four times what the servers take unless they are told otherwise. */
export const hugeBytes = 16 * mebibyte;
