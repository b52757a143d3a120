import type { Input } from "@pulumi/pulumi";
import type { AuthArgs } from "./auth";
import { metadataPath } from "./route-paths";

/** How a route itself verifies tokens, before a request reaches the server; kinds "alb", "gateway" and "apisix" can. */
export interface RouteAuthArgs {
    /** Issuer of the tokens. */
    issuer: string;
    /** `aud` that tokens must have. */
    audience: Input<string>;
    /**
     * Scopes that every call needs.
     * @default none
     */
    requiredScopes?: string[];
    /**
     * Where the issuer's keys are; needed by "alb" and "gateway".
     * @default none
     */
    jwksUrl?: string;
    /** Client that asks the issuer about tokens; needed by "apisix". */
    client?: RouteAuthClientArgs;
    /**
     * Metadata (RFC 9728) that the route answers with itself, as JSON.
     * @default none: the server does
     */
    metadata?: Input<string>;
}

/** Client by which a route asks the issuer about tokens. */
export interface RouteAuthClientArgs {
    /** Its id. */
    id: string;
    /** Secret in the route's namespace whose key "client_secret" is the client's secret. */
    secretName: Input<string>;
    /** Endpoint that is asked (RFC 7662). */
    introspectionUrl: string;
    /** The issuer's metadata (OpenID Connect Discovery), where the route reaches it. */
    discoveryUrl: string;
    /**
     * Realm that a challenge names.
     * @default "apisix"
     */
    realm?: string;
}

/** Paths at which a server's metadata is: that of its endpoint, and that of its resource where the host has that, too. */
export function metadataPaths(auth: AuthArgs | undefined, path: string, host: unknown): string[] {
    if (auth === undefined) return [];
    const own = metadataPath(path);
    if (auth.resource === undefined || !URL.canParse(auth.resource)) return [own];
    const { hostname, pathname } = new URL(auth.resource);
    if (typeof host === "string" && hostname !== host) return [own];
    return [...new Set([own, metadataPath(pathname)])];
}
