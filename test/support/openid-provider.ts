import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
    type CryptoKey,
    exportJWK,
    generateKeyPair,
    type JWK,
    type JWTHeaderParameters,
    type JWTPayload,
    SignJWT,
} from "jose";
import Provider from "oidc-provider";
import {
    caller,
    lifeParameter,
    type OAuthClient,
    opaqueCaller,
    requestToken,
    resourceServer,
    revokeToken,
    type TokenRequest,
    tokenSeconds,
} from "./token-requests";

export { caller, opaqueCaller, resourceServer, type TokenRequest };

/** How tokens are signed: its keys are made in no time. */
const algorithm = "ES256";

/** All scopes that the provider knows. */
const knownScopes = ["mcp:tools", "mcp:admin"];

/** How the provider answers: as it should, by closing connections, with 500, or not at all. */
export type Answers = "well" | "cut" | "errors" | "never";

/** A real OpenID provider: discovery, keys, client credentials with resource indicators, introspection, revocation. */
export interface OpenIdProvider {
    issuer: string;
    /** Changes how it answers from now on. */
    answers: Answers;
    /** Paths that were asked for, in order. */
    asked: string[];
    /** A token by client credentials. */
    token(request: TokenRequest): Promise<string>;
    /** Takes back a token that it gave to this client (RFC 7009): opaque ones only, as others can be verified without it. */
    revoke(token: string, client: OAuthClient): Promise<void>;
    /** A token with claims and header of the test's choice over right ones, signed by the provider's present key. */
    sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
    /** The present key as it is published. */
    publicKey(): JWK;
    /** From now on there is only a new key: what the old one signed is no longer valid. */
    rotateKeys(): Promise<void>;
    stop(): Promise<void>;
}

export interface ProviderPlace {
    /** Where it listens, and the host of the issuer's URL: an address of the node is reached from pods. @default "127.0.0.1" */
    address?: string;
    /** @default any free one */
    port?: number;
    /** Path of the issuer's URL, as Keycloak's realms have one. @default "" */
    path?: string;
}

/** Starts a provider in this process. */
export async function startOpenIdProvider({
    address = "127.0.0.1",
    port = 0,
    path = "",
}: ProviderPlace = {}): Promise<OpenIdProvider> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, address, resolve);
    });
    const issuer = `http://${address}:${(server.address() as AddressInfo).port}${path}`;
    const tokens = new Map<string, object>();
    let key = await newKey();
    let answer = callback(issuer, key.jwk, tokens);
    const provider: OpenIdProvider = {
        issuer,
        answers: "well",
        asked: [],
        token: (request) => requestToken(issuer, request),
        revoke: (token, client) => revokeToken(issuer, token, client),
        sign: (claims, header) => signed(issuer, key, claims, header),
        publicKey: () => publicPart(key.jwk),
        async rotateKeys() {
            key = await newKey();
            answer = callback(issuer, key.jwk, tokens);
        },
        stop() {
            server.closeAllConnections();
            return new Promise((resolve) => server.close(() => resolve()));
        },
    };
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
        provider.asked.push((request.url ?? "").split("?", 1)[0] ?? "");
        if (provider.answers === "well") {
            // As a web framework would mount it below a path.
            Object.assign(request, { originalUrl: request.url, url: (request.url ?? "").replace(path, "") || "/" });
            void answer(request, response);
        } else if (provider.answers === "cut") request.socket.destroy();
        else if (provider.answers === "errors") response.writeHead(500).end("out of order");
    });
    return provider;
}

interface SigningKey {
    jwk: JWK;
    privateKey: CryptoKey;
}

async function newKey(): Promise<SigningKey> {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = await exportJWK(privateKey);
    return {
        privateKey,
        jwk: { ...jwk, alg: algorithm, use: "sig", kid: `key-${Math.random().toString(36).slice(2)}` },
    };
}

function publicPart({ d: _private, ...published }: JWK): JWK {
    return published as JWK;
}

/** The provider with one key. What it issued survives it, as tokens survive a restart with a database. */
function callback(
    issuer: string,
    key: JWK,
    tokens: Map<string, object>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
    const provider = new Provider(issuer, {
        jwks: { keys: [key] },
        adapter: adapterOver(tokens),
        clientDefaults: { id_token_signed_response_alg: algorithm },
        clients: [caller, opaqueCaller, resourceServer].map(({ id, secret }) => ({
            client_id: id,
            client_secret: secret,
            grant_types: ["client_credentials"],
            redirect_uris: [],
            response_types: [],
        })),
        scopes: knownScopes,
        ttl: {
            ClientCredentials: ({ oidc }: { oidc: { body?: Record<string, string> } }) =>
                Number(oidc.body?.[lifeParameter] ?? tokenSeconds),
        },
        features: {
            devInteractions: { enabled: false },
            clientCredentials: { enabled: true },
            revocation: {
                enabled: true,
                allowedPolicy: (_context: unknown, client: { clientId: string }, token: { clientId: string }) =>
                    client.clientId === token.clientId,
            },
            introspection: {
                enabled: true,
                allowedPolicy: (_context: unknown, client: { clientId: string }) =>
                    client.clientId === resourceServer.id,
            },
            resourceIndicators: {
                enabled: true,
                getResourceServerInfo: (_context: unknown, resource: string, client: { clientId: string }) => ({
                    audience: resource,
                    scope: knownScopes.join(" "),
                    accessTokenFormat: client.clientId === opaqueCaller.id ? "opaque" : "jwt",
                    jwt: { sign: { alg: algorithm } },
                }),
            },
        },
    });
    return provider.callback();
}

/** Where the provider keeps what it issued. */
function adapterOver(entries: Map<string, object>): new (kind: string) => object {
    return class {
        constructor(private readonly kind: string) {}
        async find(id: string): Promise<object | undefined> {
            return entries.get(`${this.kind}:${id}`);
        }
        async upsert(id: string, payload: object): Promise<void> {
            entries.set(`${this.kind}:${id}`, payload);
        }
        async destroy(id: string): Promise<void> {
            entries.delete(`${this.kind}:${id}`);
        }
    };
}

/** Right but for what the test changes; a claim or field that is `undefined` is left out. */
function signed(
    issuer: string,
    { privateKey, jwk }: SigningKey,
    claims: JWTPayload,
    header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const right = {
        iss: issuer,
        sub: caller.id,
        client_id: caller.id,
        scope: "mcp:tools",
        iat: now,
        exp: now + tokenSeconds,
    };
    return new SignJWT({ ...right, ...claims })
        .setProtectedHeader({ alg: algorithm, typ: "at+jwt", kid: jwk.kid, ...header } as JWTHeaderParameters)
        .sign(privateKey);
}
