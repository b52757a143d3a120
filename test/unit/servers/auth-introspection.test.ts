import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DemoServer } from "../../support/demo-server";
import { type OpenIdProvider, opaqueCaller, resourceServer, startOpenIdProvider } from "../../support/openid-provider";
import { callWithToken, metadataUrl, resource, startProtectedDemo } from "../../support/protected-demo";

const credentials = { AUTH_CLIENT_ID: resourceServer.id, AUTH_CLIENT_SECRET: resourceServer.secret };

describe("servers: tokens by introspection", () => {
    let provider: OpenIdProvider;
    const servers: DemoServer[] = [];
    before(async () => {
        provider = await startOpenIdProvider({ path: "/realms/mcp" });
    });
    beforeEach(() => {
        provider.answers = "well";
        provider.asked.length = 0;
    });
    after(() => Promise.all([provider.stop(), ...servers.map((server) => server.stop())]));

    async function start(variables: Record<string, string> = {}): Promise<DemoServer> {
        const server = await startProtectedDemo(provider.issuer, { ...credentials, ...variables });
        servers.push(server);
        return server;
    }
    const opaque = (scope?: string, audience = resource) =>
        provider.token({ resource: audience, scope, client: opaqueCaller });
    const introspections = () => provider.asked.filter((path) => path.endsWith("/introspection")).length;

    it("takes an opaque token, and asks about it once however many calls come at once", async () => {
        const server = await start();
        const token = await opaque();
        const answers = await Promise.all(Array.from({ length: 5 }, () => callWithToken(server.url, token)));
        assert.deepEqual(
            answers.map(({ status }) => status),
            [200, 200, 200, 200, 200],
        );
        assert.equal((await callWithToken(server.url, token)).status, 200);
        assert.equal(introspections(), 1);
    });

    it("asks where AUTH_INTROSPECTION_URL says, without any discovery", async () => {
        const server = await start({ AUTH_INTROSPECTION_URL: `${provider.issuer}/token/introspection` });
        const token = await opaque();
        provider.asked.length = 0;
        assert.equal((await callWithToken(server.url, token)).status, 200);
        assert.deepEqual(provider.asked, ["/realms/mcp/token/introspection"]);
    });

    it("asks again after AUTH_CACHE_SECONDS", async () => {
        const server = await start({ AUTH_CACHE_SECONDS: "0.3" });
        const token = await opaque();
        await callWithToken(server.url, token);
        await sleep(350);
        await callWithToken(server.url, token);
        assert.equal(introspections(), 2);
    });

    for (const [what, token, status, error] of [
        ["a token that the issuer does not know", async () => "garbage", 401, /error="invalid_token".*not active/],
        [
            "a token for another audience",
            () => opaque(undefined, "https://other.example.com"),
            401,
            /error="invalid_token".*the token is for https:\/\/other\.example\.com/,
        ],
        [
            "a token without the scope",
            () => opaque("mcp:admin"),
            403,
            /^Bearer error="insufficient_scope".*scope="mcp:tools"/,
        ],
    ] as const) {
        it(`refuses ${what}`, async () => {
            const server = await start();
            const { status: answered, headers } = await callWithToken(server.url, await token());
            const challenge = headers.get("www-authenticate") ?? "";
            assert.equal(answered, status);
            assert.match(challenge, error);
            assert.ok(challenge.includes(`resource_metadata="${metadataUrl}"`), challenge);
        });
    }

    it("answers 503 for tokens that it cannot ask about, and serves those that it knows", async () => {
        const server = await start();
        const [seen, unseen] = [await opaque(), await opaque()];
        await callWithToken(server.url, seen);
        provider.answers = "cut";
        assert.equal((await callWithToken(server.url, seen)).status, 200);
        const { status, headers } = await callWithToken(server.url, unseen);
        assert.equal(status, 503);
        assert.equal(headers.get("retry-after"), "2");
    });

    it("answers 503 when the issuer does not take its credentials, and says so in the log alone", async () => {
        const server = await start({ AUTH_CLIENT_SECRET: "wrong-secret" });
        const { status, text } = await callWithToken(server.url, await opaque());
        assert.equal(status, 503);
        assert.doesNotMatch(text, /AUTH_CLIENT_ID/);
        assert.match(
            server.logText(),
            /introspection answers 401 invalid_client: it does not take AUTH_CLIENT_ID mcp-server/,
        );
        assert.doesNotMatch(server.logText(), /wrong-secret/);
    });

    it("takes a revoked token for no longer than AUTH_CACHE_SECONDS", async () => {
        const server = await start({ AUTH_CACHE_SECONDS: "0.3" });
        const token = await opaque();
        assert.equal((await callWithToken(server.url, token)).status, 200);
        await provider.revoke(token, opaqueCaller);
        await sleep(350);
        await assertRefused(await callWithToken(server.url, token), /the issuer says that the token is not active/);
    });

    describe("by what the issuer says", () => {
        const now = () => Math.floor(Date.now() / 1000);
        const good = () => ({ active: true, sub: "ann", aud: resource, scope: "mcp:tools", exp: now() + 3600 });
        let said: { status: number; body: unknown };
        let issuer: Server;
        let server: DemoServer;
        before(async () => {
            issuer = createServer((request, response) => {
                request.resume();
                response.writeHead(said.status).end(said.body === undefined ? "" : JSON.stringify(said.body));
            }).listen(0, "127.0.0.1");
            await once(issuer, "listening");
            const { port } = issuer.address() as AddressInfo;
            server = await start({ AUTH_INTROSPECTION_URL: `http://127.0.0.1:${port}/introspect` });
        });
        after(() => {
            issuer.close();
            issuer.closeAllConnections();
        });
        let tokens = 0;
        /** Of a token that was not seen before. */
        const callWhere = (status: number, body?: unknown) => {
            said = { status, body };
            tokens += 1;
            return callWithToken(server.url, `token-${tokens}`);
        };

        for (const [what, claims] of [
            ["of this issuer", () => ({ iss: provider.issuer })],
            ["that expired within the clock skew", () => ({ exp: now() - 50 })],
            ["that is valid from a moment within the clock skew on", () => ({ nbf: now() + 50 })],
        ] as const) {
            it(`takes a token ${what}`, async () => {
                assert.equal((await callWhere(200, { ...good(), ...claims() })).status, 200);
            });
        }

        for (const [what, claims, says] of [
            ["of another issuer", () => ({ iss: `${provider.issuer}/other` }), /the token is not of the issuer http/],
            ["that has expired", () => ({ exp: now() - 62 }), /the token has expired/],
            ["that is not valid yet", () => ({ nbf: now() + 62 }), /the token is not valid yet/],
            ["for nobody in particular", () => ({ aud: undefined }), /the token is for no audience/],
            ["of nobody", () => ({ sub: undefined }), /the token says neither sub nor client_id/],
        ] as const) {
            it(`refuses a token ${what}, although the issuer calls it active`, async () => {
                await assertRefused(await callWhere(200, { ...good(), ...claims() }), says);
            });
        }

        for (const [what, body] of [
            ["without a word", undefined],
            ["as invalid_token", { error: "invalid_token" }],
            ["as unsupported_token_type", { error: "unsupported_token_type" }],
        ] as const) {
            it(`refuses a token that the issuer answers 400 for, ${what}`, async () => {
                await assertRefused(await callWhere(400, body), /the issuer says that the token is not active/);
            });
        }

        for (const [code, says] of [
            ["invalid_client", /answers 400 invalid_client: it does not take AUTH_CLIENT_ID mcp-server/],
            ["unauthorized_client", /answers 400 unauthorized_client: it does not take AUTH_CLIENT_ID mcp-server/],
            ["invalid_request", /answers 400 invalid_request"/],
        ] as const) {
            it(`does not take ${code} for a word about the token: 503, and a pod that is not ready`, async () => {
                const { status, headers } = await callWhere(400, { error: code });
                assert.equal(status, 503);
                assert.equal(headers.get("retry-after"), "2");
                assert.match(server.logText(), says);
                await sleep(1050);
                const ready = await (await fetch(`${server.origin}/ready`)).text();
                assert.match(ready, new RegExp(`"auth_server":\\{"status":"error: [^"]*answers 400 ${code}`));
            });
        }
    });

    async function assertRefused(
        { status, headers }: Awaited<ReturnType<typeof callWithToken>>,
        says: RegExp,
    ): Promise<void> {
        const challenge = headers.get("www-authenticate") ?? "";
        assert.equal(status, 401);
        assert.match(challenge, /^Bearer error="invalid_token", error_description="/);
        assert.match(challenge, says);
        assert.ok(challenge.includes(`resource_metadata="${metadataUrl}"`), challenge);
    }
});
