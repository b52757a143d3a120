import assert from "node:assert/strict";
import { type DemoServer, startDemoServer, toolCallRequest } from "../../support/demo-server";
import { callTool } from "../../support/mcp";

describe("demo server: HTTP", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer({
            LOG_LEVEL: "debug",
            ALLOWED_ORIGINS: "https://chat.example.com, https://ide.example.com",
            CORS_ALLOWED_METHODS: "GET,POST",
            METRICS_PATH: "/prometheus",
            MAX_BODY_BYTES: "1000",
            KEEP_ALIVE_SECONDS: "75",
            STREAM_KEEP_ALIVE_SECONDS: "0.05",
        });
    });
    after(() => server.stop());

    const addNumbers = (headers: Record<string, string> = {}) =>
        fetch(server.url, toolCallRequest("add_numbers", { numbers: [1] }, headers));

    it("refuses a web page of an origin that is not allowed", async () => {
        const response = await addNumbers({ origin: "https://evil.example.com" });
        assert.equal(response.status, 403);
        assert.match(await response.text(), /https:\/\/evil\.example\.com is not allowed/);
    });

    it("refuses an allowed host under another scheme", async () => {
        assert.equal((await addNumbers({ origin: "http://chat.example.com" })).status, 403);
    });

    it("lets a web page of an allowed origin read the answer", async () => {
        const response = await addNumbers({ origin: "https://ide.example.com" });
        assert.equal(response.headers.get("access-control-allow-origin"), "https://ide.example.com");
        assert.match(await response.text(), /The sum is 1/);
    });

    it("allows a page's preflight request the headers that it asks for", async () => {
        const response = await fetch(server.url, {
            method: "OPTIONS",
            headers: { origin: "https://chat.example.com", "access-control-request-headers": "mcp-method,mcp-name" },
        });
        assert.equal(response.status, 204);
        assert.equal(response.headers.get("access-control-allow-headers"), "mcp-method,mcp-name");
    });

    it("tells a page's preflight request which methods are allowed, for an hour", async () => {
        const { headers } = await fetch(server.url, {
            method: "OPTIONS",
            headers: { origin: "https://chat.example.com" },
        });
        assert.equal(headers.get("access-control-allow-methods"), "GET, POST");
        assert.equal(headers.get("access-control-max-age"), "3600");
    });

    it("has its metrics at the path that it was told, and nowhere else", async () => {
        assert.match(await (await fetch(`${server.origin}/prometheus`)).text(), /mcp_requests_total/);
        assert.equal((await fetch(`${server.origin}/metrics`)).status, 404);
    });

    it("refuses a body above the limit with 413", async () => {
        const response = await fetch(server.url, toolCallRequest("add_numbers", { numbers: Array(1000).fill(1) }));
        assert.equal(response.status, 413);
        assert.match(await response.text(), /must not exceed 1000 bytes/);
    });

    it("answers malformed JSON with a JSON-RPC parse error", async () => {
        const response = await fetch(server.url, { ...toolCallRequest("add_numbers", {}), body: '{"jsonrpc":' });
        assert.equal(response.status, 400);
        const { error } = (await response.json()) as { error: { code: number } };
        assert.equal(error.code, -32700);
    });

    it("answers unknown paths with 404 in JSON", async () => {
        const response = await fetch(`${server.origin}/demo`);
        assert.equal(response.status, 404);
        assert.deepEqual(await response.json(), { error: "no such path: /demo" });
    });

    it("opens a stream at once and keeps it alive while the tool says nothing", async () => {
        const args = { steps: 1, interval_milliseconds: 300 };
        const response = await fetch(server.url, toolCallRequest("count_slowly", args));
        const text = await response.text();
        const beforeFirstEvent = text.slice(0, text.indexOf("data:"));
        assert.match(beforeFirstEvent, /^: open\n\n/);
        assert.match(beforeFirstEvent.slice(": open\n\n".length), /^:/m);
    });

    it("keeps idle connections longer than a load balancer does", async () => {
        const response = await fetch(`${server.origin}/health`);
        assert.equal(response.headers.get("keep-alive"), "timeout=75");
    });

    it("takes over a caller's request id, but none that could forge a log line", async () => {
        const own = await addNumbers({ "x-request-id": "abc-1" });
        const forged = await addNumbers({ "x-request-id": 'a" b' });
        assert.equal(own.headers.get("x-request-id"), "abc-1");
        assert.match(forged.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
        await own.text();
        const toolLine = server.logText().match(/.*"msg":"tool call".*abc-1.*|.*abc-1.*"msg":"tool call".*/);
        assert.ok(toolLine, "the tool's log line has no request id");
    });

    it("logs calls without what is in them", async () => {
        const secret = "hunter2";
        await callTool(server.url, "add_numbers", { numbers: [secret] }).catch(() => {});
        await callTool(server.url, "add_numbers", { numbers: [918273645] });
        await fetch(server.url, { ...toolCallRequest("add_numbers", {}), body: `{"${secret}` });
        await fetch(`${server.url}?token=${secret}`, toolCallRequest("add_numbers", { numbers: [1] }));
        assert.match(server.logText(), /"tool":"add_numbers","status":"success"/);
        assert.doesNotMatch(server.logText(), /hunter2|918273645/);
    });
});
