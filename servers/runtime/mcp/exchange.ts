import type { IncomingMessage, ServerResponse } from "node:http";
import { isJSONRPCErrorResponse, type JSONRPCMessage, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { streamsBeginAfterMilliseconds } from "../http/event-stream";

/** A result that is there by then is sent as one JSON body; later, or after a notification, it ends a stream. */
const streamAfterMilliseconds = 50;

export interface ExchangeEvents {
    streamOpened(): void;
    streamClosed(): void;
}

/** One request and the response to it: a JSON body, or an event stream that is kept alive. */
export class Exchange {
    private readonly opening: NodeJS.Timeout;
    private keepingAlive: NodeJS.Timeout | undefined;
    private holding: NodeJS.Timeout | undefined;
    /** What is written before a stream may begin. */
    private held: string[] | undefined;

    constructor(
        readonly request: IncomingMessage,
        private readonly response: ServerResponse,
        /** When the request came in, by `performance.now()`. */
        readonly received: number,
        private readonly keepAliveMs: number,
        private readonly events: ExchangeEvents,
    ) {
        this.opening = setTimeout(() => this.openStream(), streamAfterMilliseconds);
    }

    /** Sends a notification; resolves when there is room for the next, so that a slow reader slows its tool down. */
    async notify(message: JSONRPCMessage): Promise<void> {
        this.openStream();
        if (this.response.writableEnded || this.response.destroyed || this.write(frame(message))) return;
        await new Promise<void>((resolve) => {
            const done = () => {
                this.response.off("drain", done);
                this.response.off("close", done);
                resolve();
            };
            this.response.once("drain", done);
            this.response.once("close", done);
        });
    }

    /** Ends the response with the result, or with the error that is there instead. */
    finish(message: JSONRPCMessage): void {
        if (this.keepingAlive) {
            this.response.end([...(this.held ?? []), frame(message)].join(""));
        } else if (!this.response.headersSent && !this.response.destroyed) {
            const body = JSON.stringify(message);
            const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
            this.response.writeHead(statusOf(message), headers).end(body);
        }
        this.stopTimers();
    }

    /** Breaks the response off: an end without a result would leave the client waiting for one. */
    cut(): void {
        this.stopTimers();
        this.response.destroy();
    }

    private openStream(): void {
        if (this.keepingAlive || this.response.headersSent || this.response.destroyed) return;
        clearTimeout(this.opening);
        this.response.writeHead(200, {
            "content-type": "text/event-stream",
            "cache-control": "no-cache, no-transform",
            "x-accel-buffering": "no",
        });
        // Until the first byte every proxy on the way counts the connection as idle, and buffering goes unnoticed.
        const early = streamsBeginAfterMilliseconds - (performance.now() - this.received);
        if (early > 0) {
            this.held = [];
            this.holding = setTimeout(() => this.release(), early);
        }
        this.write(": open\n\n");
        this.keepingAlive = setInterval(() => this.keepAlive(), this.keepAliveMs);
        this.events.streamOpened();
    }

    private write(text: string): boolean {
        if (!this.held) return this.response.write(text);
        this.held.push(text);
        return true;
    }

    private release(): void {
        const text = this.held?.join("") ?? "";
        this.held = undefined;
        this.response.write(text);
    }

    private keepAlive(): void {
        // Who does not even read comments has enough of them.
        if (!this.response.writableNeedDrain) this.write(": keepalive\n\n");
    }

    private stopTimers(): void {
        clearTimeout(this.opening);
        clearTimeout(this.holding);
        if (!this.keepingAlive) return;
        clearInterval(this.keepingAlive);
        this.keepingAlive = undefined;
        this.events.streamClosed();
    }
}

const frame = (message: JSONRPCMessage) => `event: message\ndata: ${JSON.stringify(message)}\n\n`;

/** Errors are answers like others, but for the one that the specification gives a status of its own. */
function statusOf(message: JSONRPCMessage): number {
    const refused =
        isJSONRPCErrorResponse(message) && message.error.code === ProtocolErrorCode.MissingRequiredClientCapability;
    return refused ? 400 : 200;
}
