import type { McpServerArgs } from "../components";
import type { PlatformConfig, ServerConfig } from "./schema";

/**
 * A server's block over the platform's, key by key; undefined where none of them names an issuer and the server asks for
 * none, and where the server has it switched off.
 */
export function authArgs(server: ServerConfig, platform: PlatformConfig): McpServerArgs["auth"] {
    const { enabled = true, ...own } = server.auth ?? {};
    const merged = { ...platform.auth, ...own };
    if (!enabled || (server.auth === undefined && merged.issuer === undefined)) return undefined;
    const introspection = { ...platform.auth?.introspection, ...own.introspection };
    const asks = Object.keys(introspection).length > 0;
    const { clientId = "", clientSecret = "", url } = introspection;
    return {
        ...merged,
        issuer: merged.issuer ?? "",
        introspection: asks ? { clientId, clientSecret, url } : undefined,
    };
}
