import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DemoServer } from "../../support/demo-server";
import { type OpenIdProvider, startOpenIdProvider } from "../../support/openid-provider";
import { callWithToken, resource, startProtectedDemo } from "../../support/protected-demo";

/** Long enough for calls to come while keys are on their way. */
const onTheWayMilliseconds = 300;

describe("servers: tokens of a key that is new", () => {
    let provider: OpenIdProvider;
    let keys: Server;
    let server: DemoServer;
    let answers: "well" | "errors";
    let asked: number;
    beforeEach(async () => {
        answers = "well";
        asked = 0;
        provider = await startOpenIdProvider();
        keys = createServer(async (_request, response) => {
            asked += 1;
            const status = answers === "well" ? 200 : 500;
            if (asked > 1) await sleep(onTheWayMilliseconds);
            response.writeHead(status).end(JSON.stringify({ keys: [provider.publicKey()] }));
        }).listen(0, "127.0.0.1");
        await once(keys, "listening");
        const { port } = keys.address() as AddressInfo;
        server = await startProtectedDemo(provider.issuer, { AUTH_JWKS_URL: `http://127.0.0.1:${port}/` });
        assert.equal(await call("before"), 200);
        await provider.rotateKeys();
    });
    afterEach(async () => {
        await Promise.all([server.stop(), provider.stop()]);
        keys.close();
        keys.closeAllConnections();
    });

    const call = async (sub: string) =>
        (await callWithToken(server.url, await provider.sign({ aud: resource, sub }))).status;
    /** Two calls of which the second comes while the keys are on their way for the first. */
    const callTwice = async () => {
        const first = call("first");
        await sleep(onTheWayMilliseconds / 3);
        return Promise.all([first, call("second")]);
    };

    it("are all taken, also those that come while the keys are fetched for another", async () => {
        assert.deepEqual(await callTwice(), [200, 200]);
        assert.equal(asked, 2);
    });

    it("all get a 503 while the keys cannot be fetched, and not a refusal", async () => {
        answers = "errors";
        assert.deepEqual(await callTwice(), [503, 503]);
        assert.equal(await call("soon after"), 503);
        assert.equal(asked, 2);
    });
});
