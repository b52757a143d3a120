import type { IncomingMessage } from "node:http";

/** What came of reading a body: its text, or that it is too large, or that the client went away before its end. */
export type RequestBody = { text: string } | "too large" | "cut off";

/** Most that is read for nothing, beyond the limit. How long it may take is REQUEST_TIMEOUT_SECONDS, as for any body. */
const mostWastedBytes = 64 * 1024 * 1024;
/** Who has sent nothing more for so long is waiting for an answer. */
const silenceMilliseconds = 1000;

/**
 * Reads a body of at most `limit` bytes. A larger one is read to its end as well, and nothing of it is kept: a connection
 * that is closed on bytes which nobody read is reset, and the client loses the answer by it (RFC 9112, section 9.6).
 */
export function readBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
    return new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        let silence: NodeJS.Timeout | undefined;
        const end = (body: RequestBody) => {
            clearTimeout(silence);
            resolve(body);
        };
        const stop = () => {
            request.pause();
            end("too large");
        };
        const refuse = () => {
            chunks.length = 0;
            silence = setTimeout(stop, silenceMilliseconds);
        };
        const announced = Number(request.headers["content-length"]);
        if (announced > limit + mostWastedBytes) return resolve("too large");
        if (announced > limit) refuse();
        request.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (silence) silence.refresh();
            else if (bytes > limit) refuse();
            else chunks.push(chunk);
            if (bytes > limit + mostWastedBytes) stop();
        });
        request.once("end", () => end(silence ? "too large" : { text: Buffer.concat(chunks).toString("utf8") }));
        request.once("error", () => end("cut off"));
        request.once("close", () => end("cut off"));
    });
}
