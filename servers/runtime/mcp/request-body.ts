import type { IncomingMessage } from "node:http";

/** What came of reading a body: its text, or that it is too large, or that the client went away before its end. */
export type RequestBody = { text: string } | "too large" | "cut off";

/** Reads a body of at most `limit` bytes; of a larger one nothing more is kept. */
export function readBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
    return new Promise((resolve) => {
        if (Number(request.headers["content-length"]) > limit) return resolve("too large");
        const chunks: Buffer[] = [];
        let bytes = 0;
        request.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes <= limit) {
                chunks.push(chunk);
                return;
            }
            chunks.length = 0;
            request.pause();
            resolve("too large");
        });
        request.once("end", () => resolve({ text: Buffer.concat(chunks).toString("utf8") }));
        request.once("error", () => resolve("cut off"));
        request.once("close", () => resolve("cut off"));
    });
}
