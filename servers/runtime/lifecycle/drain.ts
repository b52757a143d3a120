import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Lets a server end without losing a call. Kubernetes sends SIGTERM and takes the pod out of the load balancers at the
 * same time, so requests still arrive for a while afterwards: they are served, and their connections closed after them.
 */
export class Drain {
    private readonly unfinished = new Set<ServerResponse>();
    private readonly connections = new Set<Socket>();
    private begun = false;
    private finished: () => void = () => {};

    /** True from SIGTERM on: the server asks not to be sent anything more. */
    get draining(): boolean {
        return this.begun;
    }

    /** Follows the connections of a server: with TLS, those whose handshake is not done it does not know itself. */
    trackConnections(server: Server): void {
        server.on("connection", (socket: Socket) => {
            this.connections.add(socket);
            socket.once("close", () => this.connections.delete(socket));
        });
    }

    /** Follows a response to its end, and has its connection closed after it while draining. */
    track(request: IncomingMessage, response: ServerResponse): void {
        if (this.begun) {
            response.setHeader("connection", "close");
        }
        if (isSubscription(request)) {
            return;
        }
        this.unfinished.add(response);
        response.once("finish", () => {
            // A stream that began before the drain promised to keep its connection open: whoever sends the next call by it
            // would send it to a server that is about to end.
            if (this.begun) request.socket.destroySoon();
        });
        response.once("close", () => {
            this.unfinished.delete(response);
            if (this.unfinished.size === 0) {
                this.finished();
            }
        });
    }

    /**
     * Serves on for `drainMilliseconds`, then closes the port and waits for the open responses, all in all for
     * `limitMilliseconds`. `cut` ends what is open then. Returns the number of responses that were cut.
     */
    async run(
        server: Server,
        times: { drainMilliseconds: number; limitMilliseconds: number },
        cut: () => Promise<void>,
    ): Promise<number> {
        const started = performance.now();
        this.begun = true;
        await sleep(times.drainMilliseconds);
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        const left = () => times.limitMilliseconds - (performance.now() - started);
        // What is on its way when the port closes is served as well: having finished once is not the end.
        while (this.unfinished.size > 0 && left() > 0) await this.finishedWithin(left());
        const cutOff = this.unfinished.size;
        await cut();
        server.closeAllConnections();
        for (const connection of this.connections) connection.destroy();
        await closed;
        return cutOff;
    }

    /** Waits until no response is open, or the time is up. */
    private async finishedWithin(milliseconds: number): Promise<void> {
        const timeout = new AbortController();
        const finished = new Promise<void>((resolve) => {
            this.finished = resolve;
        });
        await Promise.race([finished, sleep(milliseconds, undefined, { signal: timeout.signal })]);
        timeout.abort();
    }
}

/** A `subscriptions/listen` stream lasts as long as the client does: waiting for its end would take the whole limit. */
function isSubscription(request: IncomingMessage): boolean {
    return request.headers["mcp-method"] === "subscriptions/listen";
}
