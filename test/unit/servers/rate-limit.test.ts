import assert from "node:assert/strict";
import { type DemoServer, startDemoServer, toolCallRequest } from "../../support/demo-server";
import { type OpenIdProvider, opaqueCaller, resourceServer, startOpenIdProvider } from "../../support/openid-provider";
import { callWithHeaders, callWithToken, resource, startProtectedDemo } from "../../support/protected-demo";

describe("servers: the rate limit", function () {
    this.timeout(20_000);
    const servers: DemoServer[] = [];
    afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));
    const started = (server: DemoServer) => {
        servers.push(server);
        return server;
    };

    describe("of batches", () => {
        const sendBatch = async (url: string, calls: number) => {
            const { body, ...request } = toolCallRequest("add_numbers", { numbers: [1] });
            const message = JSON.parse(String(body)) as object;
            const batch = Array.from({ length: calls }, (_, id) => ({ ...message, id }));
            return fetch(url, { ...request, body: JSON.stringify(batch) });
        };

        it("counts each message, and refuses the batch in which one is too many", async () => {
            const { url, logText } = started(await startDemoServer({ RATE_LIMIT: "4/minute" }));
            assert.equal((await sendBatch(url, 3)).status, 200);
            const refused = await sendBatch(url, 2);
            assert.equal(refused.status, 429);
            assert.ok(Number(refused.headers.get("retry-after")) >= 1);
            assert.equal(logText().match(/"msg":"tool call"/g)?.length, 3);
        });

        it("leaves batches alone where there is no limit", async () => {
            const { url } = started(await startDemoServer());
            assert.equal((await sendBatch(url, 50)).status, 200);
        });
    });

    describe("of refused tokens", () => {
        let provider: OpenIdProvider;
        before(async () => {
            provider = await startOpenIdProvider();
        });
        beforeEach(() => {
            provider.asked.length = 0;
        });
        after(() => provider.stop());

        const start = async (variables: Record<string, string> = {}) =>
            started(await startProtectedDemo(provider.issuer, { RATE_LIMIT: "3/minute", ...variables }));
        const credentials = { AUTH_CLIENT_ID: resourceServer.id, AUTH_CLIENT_SECRET: resourceServer.secret };
        const opaque = () => provider.token({ resource, client: opaqueCaller });
        const introspections = () => provider.asked.filter((path) => path.endsWith("/introspection")).length;
        const statusesOf = async (url: string, tokens: string[]) => {
            const statuses = [];
            for (const token of tokens) statuses.push((await callWithToken(url, token)).status);
            return statuses;
        };

        it("is one of the address they come from: what is beyond it gets 429 and when to come back", async () => {
            const { url, origin } = await start();
            assert.deepEqual(await statusesOf(url, ["a", "b", "c"]), [401, 401, 401]);
            const { status, headers, text } = await callWithToken(url, "d");
            assert.equal(status, 429);
            assert.equal(headers.get("www-authenticate"), null);
            assert.ok(Number(headers.get("retry-after")) >= 1);
            assert.match(text, /3 refused tokens per 60 seconds/);
            assert.match(await (await fetch(`${origin}/metrics`)).text(), /mcp_rate_limited_requests_total\S* 1/);
        });

        it("holds for one address, and for no other", async () => {
            const { url } = await start({ TRUSTED_PROXIES: "127.0.0.0/8" });
            const statusFrom = async (address: string) =>
                (await callWithHeaders(url, { authorization: "Bearer bad", "x-forwarded-for": address })).status;
            for (let call = 0; call < 3; call += 1) await statusFrom("192.0.2.1");
            assert.equal(await statusFrom("192.0.2.1"), 429);
            assert.equal(await statusFrom("192.0.2.2"), 401);
        });

        it("keeps the issuer from being asked about more, while callers of that address who are known go on", async () => {
            const { url } = await start(credentials);
            const known = await opaque();
            assert.equal((await callWithToken(url, known)).status, 200);
            assert.deepEqual(await statusesOf(url, ["a", "b", "c", "d", "e"]), [401, 401, 401, 429, 429]);
            assert.equal(introspections(), 4);
            assert.equal((await callWithToken(url, await opaque())).status, 429);
            assert.equal((await callWithToken(url, known)).status, 200);
            assert.equal(introspections(), 4);
        });

        it("keeps the issuer from being asked about more also when they come all at once", async () => {
            const { url } = await start(credentials);
            const tokens = Array.from({ length: 60 }, (_, number) => `wrong-${number}`);
            const answers = await Promise.all(tokens.map((token) => callWithToken(url, token)));
            assert.equal(introspections(), 3);
            const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
            assert.deepEqual([count(401), count(429)], [3, 57]);
        });

        it("has a good token asked about once, however many calls come with it before it is known", async () => {
            const { url } = await start(credentials);
            const token = await opaque();
            const answers = await Promise.all(Array.from({ length: 10 }, () => callWithToken(url, token)));
            assert.equal(introspections(), 1);
            assert.doesNotMatch(answers.map(({ text }) => text).join(), /refused tokens/);
        });

        it("shuts no new caller out whose token the issuer need not be asked about", async () => {
            const { url } = await start();
            assert.deepEqual(await statusesOf(url, ["a", "b", "c", "d"]), [401, 401, 401, 429]);
            assert.equal((await callWithToken(url, await provider.token({ resource }))).status, 200);
        });

        it("does not count calls without a token, by which clients find where to get one", async () => {
            const { url } = await start(credentials);
            for (let call = 0; call < 5; call += 1) assert.equal((await callWithHeaders(url, {})).status, 401);
            assert.equal((await callWithToken(url, await opaque())).status, 200);
        });

        it("is none where there is no rate limit", async () => {
            const { url } = started(await startProtectedDemo(provider.issuer));
            assert.deepEqual(await statusesOf(url, ["a", "b", "c", "d"]), [401, 401, 401, 401]);
        });
    });
});
