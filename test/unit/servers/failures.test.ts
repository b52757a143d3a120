import assert from "node:assert/strict";
import { mock } from "node:test";
import { Registry } from "prom-client";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { type DemoServer, startDemoServer, toolCallRequest } from "../../support/demo-server";

describe("servers: what goes wrong with a request", () => {
    let server: DemoServer;
    afterEach(async () => {
        mock.restoreAll();
        await server.stop();
    });
    const outOfOrder = () => Promise.reject(new Error("out of order"));
    const logged = (message: string) =>
        server
            .logText()
            .split("\n")
            .find((line) => line.includes(`"msg":"${message}"`)) ?? "";

    it("is logged with the request's id when its handler fails", async () => {
        server = await startDemoServer();
        mock.method(Registry.prototype, "metrics", outOfOrder);
        await assert.rejects(fetch(`${server.origin}/metrics`, { headers: { "x-request-id": "of-this-request" } }));
        assert.match(logged("request failed"), /"requestId":"of-this-request".*out of order/);
    });

    it("is logged with the request's id when its rate cannot be counted, and it is served", async () => {
        server = await startDemoServer({ RATE_LIMIT: "1/minute" });
        mock.method(RateLimiterMemory.prototype, "consume", outOfOrder);
        const call = toolCallRequest("add_numbers", { numbers: [1] }, { "x-request-id": "of-this-request" });
        assert.equal((await fetch(server.url, call)).status, 200);
        assert.match(logged("rate limit not counted"), /"requestId":"of-this-request".*out of order/);
    });
});
