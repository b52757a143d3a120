import { setTimeout as pause } from "node:timers/promises";
import { type OpenIdProvider, opaqueCaller, type TokenRequest } from "./openid-provider";
import type { Refusal } from "./refusals";

/** Shortest life of a token, and how long it takes until a clock of whole seconds says that it is over. */
const shortestLifeSeconds = 1;
const expiredMilliseconds = 2100;

/**
 * What a server refuses that asks the issuer about tokens: those that are opaque, wrong in one thing each. Nobody can sign
 * such a token, date it forward or change what it says: there is nothing in it.
 */
export function opaqueRefusals(provider: () => OpenIdProvider, stranger: () => OpenIdProvider): Refusal[] {
    const invalid = { status: 401, error: "invalid_token" } as const;
    const opaque = (request: TokenRequest, from = provider()) => from.token({ client: opaqueCaller, ...request });
    return [
        { what: "no token", token: async () => undefined, status: 401 },
        { what: "what is no token", token: async () => "not.a.token", ...invalid },
        {
            what: "an opaque token of another issuer",
            token: (resource) => opaque({ resource }, stranger()),
            ...invalid,
        },
        {
            what: "a signed token in its issuer's name by another",
            token: (aud) => stranger().sign({ aud, iss: provider().issuer }),
            ...invalid,
        },
        {
            what: "an opaque token for another audience",
            token: (aud) => opaque({ resource: `${aud}/x` }),
            ...invalid,
        },
        {
            what: "an expired opaque token",
            async token(resource) {
                const token = await opaque({ resource, lifeSeconds: shortestLifeSeconds });
                await pause(expiredMilliseconds);
                return token;
            },
            ...invalid,
        },
        {
            what: "a revoked token",
            async token(resource) {
                const token = await opaque({ resource });
                await provider().revoke(token, opaqueCaller);
                return token;
            },
            ...invalid,
        },
        {
            what: "a tampered opaque token",
            async token(resource) {
                const token = await opaque({ resource });
                return `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
            },
            ...invalid,
        },
        {
            what: "an opaque token without the scope",
            token: (resource) => opaque({ resource, scope: "mcp:admin" }),
            status: 403,
            error: "insufficient_scope",
        },
    ];
}
