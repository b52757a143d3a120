import type { IncomingMessage } from "node:http";

/** Who calls, as the token says that proved it. The token itself goes no further than its verification. */
export interface Caller {
    /** The user, or the client that acts for itself. */
    subject: string;
    /** The application that the token was given to. */
    clientId?: string;
    scopes: string[];
}

const callers = new WeakMap<IncomingMessage, Caller>();

/** Who sent a request; undefined where the server asks for no token. */
export function callerOf(request: IncomingMessage): Caller | undefined {
    return callers.get(request);
}

export function rememberCaller(request: IncomingMessage, caller: Caller): void {
    callers.set(request, caller);
}
