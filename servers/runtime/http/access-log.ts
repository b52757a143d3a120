import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { callerOf } from "../auth/caller";
import type { Tracing } from "../observe/tracing";

/** A caller's own request id is taken over when it is one that can stand in a log line. */
const requestIdPattern = /^[A-Za-z0-9._:-]{1,128}$/;

/** One line for a request when it has ended: how it went, not what was in it. */
export function logRequest(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    { write, tracing }: { write: (fields: object, message: string) => void; tracing: Tracing },
): void {
    const started = performance.now();
    const given = request.headers["x-request-id"];
    const requestId = typeof given === "string" && requestIdPattern.test(given) ? given : randomUUID();
    // Where the tool's own log line takes it from.
    request.headers["x-request-id"] = requestId;
    response.setHeader("x-request-id", requestId);
    response.once("close", () => {
        const seconds = (performance.now() - started) / 1000;
        const { method, headers } = request;
        const mcpMethod = headers["mcp-method"];
        const status = response.statusCode;
        const traceId = tracing.traceIdOf(request);
        const user = callerOf(request)?.subject;
        const complete = response.writableFinished;
        write({ requestId, traceId, user, method, path, mcpMethod, status, complete, seconds }, "request");
    });
}
