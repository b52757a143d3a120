import type { Config } from "../settings/settings";
import { sendRefusal } from "./answers";
import type { Gate } from "./gate";

/**
 * Decides whether a web page may call the server, and answers itself when not: 403, as the MCP specification demands
 * against DNS rebinding. Only browsers send an Origin; a request without one passes.
 */
export function browserOrigin(
    settings: Pick<Config, "ALLOWED_ORIGINS" | "CORS_ALLOWED_METHODS" | "CORS_MAX_AGE" | "CORS_EXPOSE_HEADERS">,
): Gate {
    const allowed = new Set(settings.ALLOWED_ORIGINS);
    const exposed = settings.CORS_EXPOSE_HEADERS.join(", ");
    const methods = settings.CORS_ALLOWED_METHODS.join(", ");
    return (request, response) => {
        const { origin } = request.headers;
        if (origin === undefined) return false;
        if (!allowed.has(origin)) {
            sendRefusal(response, 403, `Origin ${origin} is not allowed`);
            return true;
        }
        // https://fetch.spec.whatwg.org/#http-cors-protocol
        response.setHeader("access-control-allow-origin", origin);
        response.setHeader("access-control-expose-headers", exposed);
        response.setHeader("vary", "Origin");
        if (request.method !== "OPTIONS") return false;
        response.writeHead(204, {
            "access-control-allow-methods": methods,
            "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "content-type",
            "access-control-max-age": String(settings.CORS_MAX_AGE),
        });
        response.end();
        return true;
    };
}
