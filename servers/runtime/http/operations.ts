import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readiness } from "../health/readiness";
import type { Metrics } from "../observe/metrics";
import { sendJson } from "./answers";

/** Answers the requests of one path. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** What probes ask: whether the process is sound, and whether requests should be sent here. */
export function probeRoutes(readiness: Readiness, isDraining: () => boolean): [string, Handler][] {
    return [
        // Answers as long as the process can, draining or not, whatever its dependencies do: a restart would mend none.
        ["/health", (_request, response) => sendJson(response, 200, { status: "healthy", timestamp: now() })],
        [
            "/ready",
            async (_request, response) => {
                const { status, body } = await readiness.answer(isDraining());
                sendJson(response, status, body);
            },
        ],
    ];
}

export function metricsRoute(path: string, { registry }: Metrics): [string, Handler] {
    return [
        path,
        async (_request, response) => {
            const text = await registry.metrics();
            response.writeHead(200, { "content-type": registry.contentType });
            response.end(text);
        },
    ];
}

const now = () => new Date().toISOString();
