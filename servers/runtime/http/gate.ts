import type { IncomingMessage, ServerResponse } from "node:http";

/** Decides whether a request goes on; true when it has answered it. Synchronous where it can be: every request waits for it. */
export type Gate = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** Whether one of the gates has answered, asked one after the other. */
export async function answeredByGate(
    gates: Gate[],
    request: IncomingMessage,
    response: ServerResponse,
): Promise<boolean> {
    for (const gate of gates) {
        const answered = gate(request, response);
        if (answered === true || (answered !== false && (await answered))) return true;
    }
    return false;
}
