/** How long a token lives unless it was asked for with another life. */
export const tokenSeconds = 3600;

/** Parameter of a token request that no other provider has: tests cannot wait for an hour. */
export const lifeParameter = "life_seconds";

/** A client that may ask for tokens, or for what a token says. */
export interface OAuthClient {
    id: string;
    secret: string;
}

/** Its tokens are signed JWTs. */
export const caller: OAuthClient = { id: "caller", secret: "caller-secret-of-the-tests" };
/** Its tokens are opaque: only introspection says what they are. */
export const opaqueCaller: OAuthClient = { id: "opaque-caller", secret: "opaque-caller-secret-of-the-tests" };
/** The MCP server as a client of the provider, for introspection. */
export const resourceServer: OAuthClient = { id: "mcp-server", secret: "mcp-server-secret-of-the-tests" };

export interface TokenRequest {
    /** Whom the token is for (RFC 8707): its audience. */
    resource: string;
    /** @default "mcp:tools" */
    scope?: string;
    /** @default caller */
    client?: OAuthClient;
    /** How long it lives. @default 3600 */
    lifeSeconds?: number;
}

/** A token by client credentials. */
export async function requestToken(issuer: string, request: TokenRequest): Promise<string> {
    const { resource, scope = "mcp:tools", client = caller, lifeSeconds = tokenSeconds } = request;
    const life = { [lifeParameter]: String(lifeSeconds) };
    const response = await post(`${issuer}/token`, client, {
        grant_type: "client_credentials",
        resource,
        scope,
        ...life,
    });
    return ((await response.json()) as { access_token: string }).access_token;
}

/** Takes a token back (RFC 7009). */
export async function revokeToken(issuer: string, token: string, client: OAuthClient): Promise<void> {
    await post(`${issuer}/token/revocation`, client, { token });
}

/** Asks for something as a client; throws unless it is given. */
async function post(url: string, { id, secret }: OAuthClient, parameters: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` },
        body: new URLSearchParams(parameters),
    });
    if (!response.ok) throw new Error(`refused by ${url}: ${response.status} ${await response.text()}`);
    return response;
}
