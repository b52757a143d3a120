import type { IncomingMessage, ServerResponse } from "node:http";
import type { AuthSettings } from "../settings/auth";

/** https://www.rfc-editor.org/rfc/rfc9728#section-3 */
const wellKnown = "/.well-known/oauth-protected-resource";
/** How long clients may keep the metadata. */
const cacheSeconds = 300;

/** Where a resource's metadata is: the well-known path goes between its host and its path. */
export function metadataUrl(resource: string): string {
    const { origin, pathname } = new URL(resource);
    return `${origin}${wellKnown}${pathname === "/" ? "" : pathname}`;
}

/**
 * Paths at which the server publishes its metadata: that of its public URL, and that of the path where the request arrives
 * when a proxy takes something off. Not the root of the host, where every server beside it would publish its own.
 */
export function metadataPaths(resource: string, mcpPath: string): string[] {
    return [...new Set([new URL(metadataUrl(resource)).pathname, `${wellKnown}${mcpPath}`])];
}

/**
 * What clients need to know to get a token (RFC 9728, section 2). Of scopes those that every call needs: for a tool that
 * needs more, they are asked when they call it.
 */
export function metadataDocument({ resource, issuer, requiredScopes }: AuthSettings, name: string): object {
    return {
        resource,
        authorization_servers: [issuer],
        bearer_methods_supported: ["header"],
        ...(requiredScopes.length > 0 && { scopes_supported: requiredScopes }),
        resource_name: name,
    };
}

/** Answers whoever asks, web pages of every origin too: there is nothing in it that a token would be needed for. */
export function answerMetadata(request: IncomingMessage, response: ServerResponse, document: object): void {
    const { method } = request;
    response.setHeader("access-control-allow-origin", "*");
    if (method === "OPTIONS") {
        response.writeHead(204, {
            "access-control-allow-methods": "GET, HEAD",
            // Clients send MCP-Protocol-Version, which browsers ask about first.
            "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "mcp-protocol-version",
        });
        response.end();
    } else if (method === "GET" || method === "HEAD") {
        response.writeHead(200, { "content-type": "application/json", "cache-control": `max-age=${cacheSeconds}` });
        response.end(JSON.stringify(document));
    } else {
        response.writeHead(405, { allow: "GET, HEAD, OPTIONS", "content-type": "application/json" });
        response.end(JSON.stringify({ error: `${method} is not allowed here` }));
    }
}
