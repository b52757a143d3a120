import assert from "node:assert/strict";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { clientAddress } from "../../../servers/runtime/http/client-address";
import { type DemoServer, startDemoServer, toolCallRequest } from "../../support/demo-server";

describe("servers: hardening", function () {
    this.timeout(20_000);
    let server: DemoServer | undefined;
    afterEach(() => server?.stop());
    const start = async (variables: Record<string, string>) => {
        server = await startDemoServer(variables);
        return server;
    };
    const add = (url: string, headers: Record<string, string> = {}) =>
        fetch(url, toolCallRequest("add_numbers", { numbers: [1] }, headers));

    /** Status of a request with a Host of choice, which fetch does not send. */
    const statusFor = (url: string, host: string, others: Record<string, string> = {}) =>
        new Promise<number | undefined>((resolve, reject) => {
            const { body, headers } = toolCallRequest("add_numbers", { numbers: [1] }, others);
            httpRequest(url, { method: "POST", headers: { ...(headers as Record<string, string>), host } })
                .on("response", (response) => resolve(response.resume().statusCode))
                .on("error", reject)
                .end(body);
        });

    const lineOf = (text: string, message: string) =>
        text.split("\n").find((line) => line.includes(`"msg":"${message}"`)) ??
        assert.fail(`no "${message}" in ${text}`);

    it("refuses other hosts than those that are allowed, but answers probes by address", async () => {
        const { url, origin } = await start({ ALLOWED_HOSTS: "mcp.example.com" });
        assert.equal(await statusFor(url, "evil.example.com"), 403);
        assert.equal(await statusFor(url, "MCP.example.com:8443"), 200);
        assert.equal((await fetch(`${origin}/ready`)).status, 200);
    });

    it("allows every host where none is named", async () => {
        const { url } = await start({});
        assert.equal(await statusFor(url, "anything.example.com"), 200);
    });

    it("tells browsers how long to remember, and which headers pages may read", async () => {
        const { url } = await start({
            ALLOWED_ORIGINS: "https://chat.example.com",
            CORS_MAX_AGE: "3600",
            CORS_EXPOSE_HEADERS: "Mcp-Session-Id",
        });
        const response = await fetch(url, { method: "OPTIONS", headers: { origin: "https://chat.example.com" } });
        assert.equal(response.headers.get("access-control-max-age"), "3600");
        assert.equal(response.headers.get("access-control-expose-headers"), "Mcp-Session-Id");
    });

    it("refuses a message with thousands of levels as the client's mistake, whatever it asks for", async () => {
        const { url } = await start({});
        const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
        const send = (body: string) => fetch(url, { ...toolCallRequest("add_numbers", {}), body });
        const list = (levels: number) =>
            send(
                `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"example.com/x":${nested(levels)}}}}`,
            );
        assert.equal((await list(200)).status, 200);
        for (const refused of [await list(5_000), await send(nested(100_000))]) {
            assert.equal(refused.status, 400);
            const { error } = (await refused.json()) as { error: { code: number; message: string } };
            assert.equal(error.code, -32600);
            assert.match(error.message, /more than 250 levels/);
        }
    });

    it("tells of a refused request by its id, in a line that the client cannot make long", async () => {
        const { url, logText } = await start({});
        const method = "a".repeat(1_000_000);
        const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "x", "x-request-id": "r-long" };
        const refused = toolCallRequest("add_numbers", {}, headers);
        const response = await fetch(url, { ...refused, body: JSON.stringify({ jsonrpc: "2.0", method }) });
        assert.equal(response.status, 400);
        const line = lineOf(logText(), "mcp request refused");
        assert.equal(JSON.parse(line).requestId, "r-long");
        assert.match(JSON.parse(line).err.message, /aaa…$/);
        assert.ok(line.length < 20_000, `${line.length}`);
        assert.equal((await add(url)).status, 200);
    });

    it("tells of a request that it cannot even refuse by its id", async () => {
        const { url, logText } = await start({});
        assert.equal(await statusFor(url, "no host", { "mcp-protocol-version": "x", "x-request-id": "r-odd" }), 500);
        assert.equal(JSON.parse(lineOf(logText(), "mcp request failed")).requestId, "r-odd");
    });

    it("refuses what a client sends beyond its rate, with 429 and when to come back", async () => {
        const { url, metricsOrigin } = await start({ RATE_LIMIT: "2/minute" });
        const statuses = [(await add(url)).status, (await add(url)).status];
        const refused = await add(url);
        assert.deepEqual([...statuses, refused.status], [200, 200, 429]);
        const seconds = Number(refused.headers.get("retry-after"));
        assert.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
        const { error } = (await refused.json()) as { error: { message: string } };
        assert.match(error.message, /2 requests per 60 seconds/);
        assert.equal((await fetch(`${metricsOrigin}/ready`)).status, 200);
        assert.match(await (await fetch(`${metricsOrigin}/metrics`)).text(), /mcp_rate_limited_requests_total\S* 1/);
    });

    it("counts clients apart that come by a trusted proxy, and no others", async () => {
        const trusting = await start({ RATE_LIMIT: "1/minute", TRUSTED_PROXIES: "127.0.0.0/8" });
        assert.equal((await add(trusting.url, { "x-forwarded-for": "192.0.2.1" })).status, 200);
        assert.equal((await add(trusting.url, { "x-forwarded-for": "192.0.2.2" })).status, 200);
        assert.equal((await add(trusting.url, { "x-forwarded-for": "198.51.100.7, 192.0.2.2" })).status, 429);
        await trusting.stop();
        const other = await start({ RATE_LIMIT: "1/minute" });
        assert.equal((await add(other.url, { "x-forwarded-for": "192.0.2.1" })).status, 200);
        assert.equal((await add(other.url, { "x-forwarded-for": "192.0.2.2" })).status, 429);
    });

    it("believes X-Forwarded-For as far as trusted proxies wrote it", () => {
        const address = clientAddress(["10.0.0.0/8", "::1"]);
        const from = (remoteAddress: string, forwarded: string) =>
            address({
                socket: { remoteAddress },
                headers: { "x-forwarded-for": forwarded },
            } as unknown as IncomingMessage);
        assert.equal(from("::ffff:10.1.2.3", "203.0.113.9, 198.51.100.7, 10.9.9.9"), "198.51.100.7");
        assert.equal(from("::1", "2001:db8::1"), "2001:db8::1");
        assert.equal(from("10.1.2.3", "no address"), "10.1.2.3");
        assert.equal(from("192.0.2.1", "198.51.100.7"), "192.0.2.1");
    });

    it("ends connections of clients that send too slowly, and serves the others", async () => {
        const { url, origin } = await start({ REQUEST_TIMEOUT_SECONDS: "1" });
        const slow = (text: string) =>
            new Promise<string>((resolve) => {
                let received = "";
                const socket = connect(Number(new URL(origin).port), "127.0.0.1", () => socket.write(text));
                socket.on("data", (chunk) => {
                    received += chunk;
                });
                socket.on("close", () => resolve(received));
                socket.on("error", () => {});
            });
        const path = new URL(url).pathname;
        const slowHead = slow(`POST ${path} HTTP/1.1\r\nHost: x\r\n`);
        const slowBody = slow(
            `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
        );
        assert.equal((await add(url)).status, 200);
        assert.match(await slowHead, /408 Request Timeout/);
        await slowBody;
    });

    it("serves metrics at a port of their own, or not at all", async () => {
        const apart = await start({ METRICS_PORT: "0" });
        assert.equal((await fetch(`${apart.origin}/metrics`)).status, 404);
        assert.match(await (await fetch(`${apart.metricsOrigin}/metrics`)).text(), /mcp_requests_total/);
        assert.equal((await fetch(`${apart.metricsOrigin}/ready`)).status, 200);
        assert.equal((await fetch(`${apart.metricsOrigin}${new URL(apart.url).pathname}`)).status, 404);
        await apart.stop();
        await assert.rejects(fetch(`${apart.metricsOrigin}/metrics`));
        const off = await start({ METRICS_ENABLED: "false" });
        assert.equal((await fetch(`${off.origin}/metrics`)).status, 404);
    });
});
