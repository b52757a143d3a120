import assert from "node:assert/strict";
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
        assert.match(server.logText(), /introspection answers 401: it does not take AUTH_CLIENT_ID mcp-server/);
        assert.doesNotMatch(server.logText(), /wrong-secret/);
    });
});
