import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchJson } from "../../../servers/runtime/auth/fetch-json";
import type { DemoServer } from "../../support/demo-server";
import { type OpenIdProvider, startOpenIdProvider } from "../../support/openid-provider";
import { callWithToken, resource, startProtectedDemo } from "../../support/protected-demo";

/** Longer than the result of a check is kept. */
const untilAskedAnewMilliseconds = 1100;

describe("servers: the issuer of tokens", () => {
    const stops: (() => Promise<void>)[] = [];
    afterEach(async () => {
        await Promise.all(stops.splice(0).map((stop) => stop()));
    });

    async function providerAndDemo(
        variables: Record<string, string> = {},
    ): Promise<{ provider: OpenIdProvider; server: DemoServer; token(): Promise<string> }> {
        const provider = await startOpenIdProvider({ path: "/realms/mcp" });
        const server = await startProtectedDemo(provider.issuer, variables);
        stops.push(server.stop, provider.stop);
        return { provider, server, token: () => provider.token({ resource }) };
    }

    const asked = ({ asked }: OpenIdProvider, path: string) => asked.filter((entry) => entry.endsWith(path)).length;

    describe("keys", () => {
        it("are fetched when they are first needed, once for all who need them", async () => {
            const { provider, server } = await providerAndDemo();
            const tokens = await Promise.all(["a", "b", "c", "d"].map((sub) => provider.sign({ aud: resource, sub })));
            assert.equal(asked(provider, "/jwks"), 0);
            const answers = await Promise.all(tokens.map((token) => callWithToken(server.url, token)));
            assert.deepEqual(
                answers.map(({ status }) => status),
                [200, 200, 200, 200],
            );
            assert.equal(asked(provider, "/jwks"), 1);
            assert.equal(asked(provider, "/.well-known/openid-configuration"), 1);
        });

        it("are fetched anew for a token of a new key, after which the old key's tokens are refused", async () => {
            const { provider, server, token } = await providerAndDemo();
            const old = await token();
            assert.equal((await callWithToken(server.url, old)).status, 200);
            await provider.rotateKeys();
            assert.equal((await callWithToken(server.url, await token())).status, 200);
            const { status, headers } = await callWithToken(server.url, old);
            assert.equal(status, 401);
            assert.match(
                headers.get("www-authenticate") ?? "",
                /error="invalid_token".*a key that its issuer does not publish/,
            );
        });

        it("are not fetched for every token of an unknown key", async () => {
            const { provider, server, token } = await providerAndDemo();
            await callWithToken(server.url, await token());
            for (let call = 0; call < 10; call += 1) {
                const forged = await provider.sign({ aud: resource, sub: String(call) }, { kid: `unknown-${call}` });
                assert.equal((await callWithToken(server.url, forged)).status, 401);
            }
            assert.equal(asked(provider, "/jwks"), 2);
        });

        it("are used for AUTH_CACHE_SECONDS at most, also for tokens that were found good", async () => {
            const { provider, server, token } = await providerAndDemo({ AUTH_CACHE_SECONDS: "0.4" });
            const old = await token();
            assert.equal((await callWithToken(server.url, old)).status, 200);
            await provider.rotateKeys();
            await sleep(450);
            assert.equal((await callWithToken(server.url, old)).status, 401);
        });

        it("come from AUTH_JWKS_URL where it is given, without any discovery", async () => {
            const provider = await startOpenIdProvider();
            // As inside a cluster, where the issuer's public name leads nowhere.
            const server = await startProtectedDemo("https://keycloak.example.com/realms/mcp", {
                AUTH_JWKS_URL: `${provider.issuer}/jwks`,
            });
            stops.push(server.stop, provider.stop);
            const token = await provider.sign({ iss: "https://keycloak.example.com/realms/mcp", aud: resource });
            assert.equal((await callWithToken(server.url, token)).status, 200);
            assert.deepEqual(provider.asked, ["/jwks"]);
        });
    });

    it("forgets a good token when it expires", async () => {
        const { provider, server } = await providerAndDemo({ AUTH_CLOCK_SKEW_SECONDS: "0" });
        const token = await provider.sign({ aud: resource, exp: Math.floor(Date.now() / 1000) + 1 });
        assert.equal((await callWithToken(server.url, token)).status, 200);
        await sleep(1050);
        const { status, headers } = await callWithToken(server.url, token);
        assert.equal(status, 401);
        assert.match(headers.get("www-authenticate") ?? "", /the token has expired/);
    });

    describe("out of reach", () => {
        for (const answers of ["cut", "errors"] as const) {
            it(`gets callers a 503 and Retry-After, not a refusal (${answers})`, async () => {
                const { provider, server, token } = await providerAndDemo();
                const good = await token();
                provider.answers = answers;
                const { status, headers, text } = await callWithToken(server.url, good);
                assert.equal(status, 503);
                assert.equal(headers.get("retry-after"), "2");
                assert.equal(headers.get("www-authenticate"), null);
                assert.equal((JSON.parse(text) as { error: string }).error, "temporarily_unavailable");
                assert.match(
                    server.logText(),
                    /"level":"error".*openid-configuration.*"msg":"tokens cannot be verified"/,
                );
            });
        }

        for (const [answers, status, told] of [
            ["well", 200, /^ok$/],
            ["cut", 503, /^error: .*openid-configuration does not answer/],
        ] as const) {
            it(`decides whether a new pod is ready (${answers})`, async () => {
                const { provider, server } = await providerAndDemo();
                provider.answers = answers;
                const response = await fetch(`${server.origin}/ready`);
                const { checks } = (await response.json()) as { checks: { auth_server: { status: string } } };
                assert.equal(response.status, status);
                assert.match(checks.auth_server.status, told);
            });
        }

        for (const [answers, told] of [
            ["cut", /^error: .*jwks does not answer/],
            ["never", /^error: no answer within 1 s$/],
        ] as const) {
            it(`is told of by the pod at once, though keys are kept; and fails no call (${answers})`, async () => {
                const { provider, server, token } = await providerAndDemo();
                const authServer = async () => {
                    const body = await (await fetch(`${server.origin}/ready`)).json();
                    return (body as { checks: { auth_server: { status: string } } }).checks.auth_server.status;
                };
                assert.equal(await authServer(), "ok");
                const [known, fresh] = [await token(), await provider.sign({ aud: resource, sub: "fresh" })];
                assert.equal((await callWithToken(server.url, known)).status, 200);
                provider.answers = answers;
                await sleep(untilAskedAnewMilliseconds);
                assert.match(await authServer(), told);
                assert.equal((await callWithToken(server.url, known)).status, 200);
                assert.equal((await callWithToken(server.url, fresh)).status, 200);
                provider.answers = "well";
                await sleep(untilAskedAnewMilliseconds);
                assert.equal(await authServer(), "ok");
            });
        }

        it("is given up when it does not answer in time", async () => {
            const { provider } = await providerAndDemo();
            provider.answers = "never";
            const asked = fetchJson(`${provider.issuer}/jwks`, {}, 50);
            await assert.rejects(asked, /jwks does not answer: no answer within 50 ms/);
        });

        it("does not hold up the calls of known callers, nor those of new ones with known keys", async () => {
            const { provider, server, token } = await providerAndDemo();
            const known = await token();
            await callWithToken(server.url, known);
            const fresh = await token();
            const strange = await provider.sign({ aud: resource }, { kid: "unknown" });
            provider.answers = "cut";
            assert.equal((await callWithToken(server.url, known)).status, 200);
            assert.equal((await callWithToken(server.url, fresh)).status, 200);
            assert.equal((await callWithToken(server.url, strange)).status, 503);
        });

        it("is asked again after a while, and then all is well", async () => {
            const { provider, server, token } = await providerAndDemo();
            const good = await token();
            provider.answers = "cut";
            for (let call = 0; call < 5; call += 1) assert.equal((await callWithToken(server.url, good)).status, 503);
            assert.equal(asked(provider, "/.well-known/openid-configuration"), 1);
            assert.equal(server.logText().match(/tokens cannot be verified/g)?.length, 1);
            provider.answers = "well";
            await sleep(2050);
            assert.equal((await callWithToken(server.url, good)).status, 200);
        });

        it("still refuses callers without a token", async () => {
            const { provider, server } = await providerAndDemo();
            provider.answers = "cut";
            assert.equal((await fetch(server.url, { method: "POST" })).status, 401);
        });
    });
});
