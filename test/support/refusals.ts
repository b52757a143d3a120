import assert from "node:assert/strict";
import { toolCallRequest } from "./demo-server";
import type { OpenIdProvider } from "./openid-provider";

/** A call that a protected server has to refuse, and how it says so (RFC 6750, section 3). */
export interface Refusal {
    what: string;
    /** What the call brings for a server, whose URL is its token's audience; undefined without a token. */
    token(resource: string): Promise<string | undefined>;
    status: 401 | 403;
    /** `error` in WWW-Authenticate; undefined where the call brought nothing to say anything of. */
    error?: "invalid_token" | "insufficient_scope";
}

const hourSeconds = 3600;

/** What is refused: tokens that are wrong in one thing each, of a provider and of one that the server does not trust. */
export function refusals(provider: () => OpenIdProvider, stranger: () => OpenIdProvider): Refusal[] {
    const now = () => Math.floor(Date.now() / 1000);
    const invalid = { status: 401, error: "invalid_token" } as const;
    return [
        { what: "no token", token: async () => undefined, status: 401 },
        { what: "what is no token", token: async () => "not.a.token", ...invalid },
        { what: "a token of another issuer", token: (resource) => stranger().token({ resource }), ...invalid },
        {
            what: "a token that another issuer signed in this one's name",
            token: (aud) => stranger().sign({ aud, iss: provider().issuer }),
            ...invalid,
        },
        {
            what: "a token for another audience",
            token: (aud) => provider().token({ resource: `${aud}/x` }),
            ...invalid,
        },
        {
            what: "an expired token",
            token: (aud) => provider().sign({ aud, iat: now() - 2 * hourSeconds, exp: now() - hourSeconds }),
            ...invalid,
        },
        {
            what: "a token that is not valid yet",
            token: (aud) => provider().sign({ aud, nbf: now() + hourSeconds }),
            ...invalid,
        },
        {
            what: "a tampered token",
            token: async (resource) => tampered(await provider().token({ resource, scope: "mcp:admin" })),
            ...invalid,
        },
        {
            what: "a token without the scope",
            token: (resource) => provider().token({ resource, scope: "mcp:admin" }),
            status: 403,
            error: "insufficient_scope",
        },
    ];
}

/** The token with more rights than it was signed with. */
export function tampered(token: string): string {
    const [header, payload = "", signature] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const better = Buffer.from(JSON.stringify({ ...claims, scope: "mcp:tools mcp:admin" })).toString("base64url");
    return [header, better, signature].join(".");
}

/** A call of `add_numbers` by whatever has no MCP client of its own, with a token. */
export function callWith(token: string | undefined, url: string): Promise<Response> {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    // A connection of its own for each, as kept ones stay with their pod.
    return fetch(url, toolCallRequest("add_numbers", { numbers: [19, 23] }, { ...headers, connection: "close" }));
}

/** Status of such a call. */
export async function statusWith(token: string | undefined, url: string): Promise<number> {
    const response = await callWith(token, url);
    await response.text();
    return response.status;
}

/** Asserts that a call was refused so, by what clients go by. */
export async function assertRefused(response: Response, refusal: Refusal, metadata: string): Promise<void> {
    const body = await response.text();
    assert.equal(response.status, refusal.status, body);
    const challenge = response.headers.get("www-authenticate") ?? "";
    assert.match(challenge, /^Bearer /);
    const parameter = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(challenge)?.[1];
    assert.equal(parameter("error"), refusal.error, challenge);
    assert.equal(parameter("resource_metadata"), metadata, challenge);
    if (refusal.status === 403) assert.equal(parameter("scope"), "mcp:tools", challenge);
    assert.doesNotMatch(body, /The sum is/);
}
