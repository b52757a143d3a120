import assert from "node:assert/strict";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type DemoServer, startDemoServer } from "../../support/demo-server";
import { callTool, listTools, timeStream, withClient } from "../../support/mcp";

describe("demo server: protocol", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer({ STREAM_KEEP_ALIVE_SECONDS: "0.1" });
    });
    after(() => server.stop());

    it("speaks the current revision with a client that negotiates", async () => {
        const version = await withClient(server.url, {}, async (client) => client.getNegotiatedProtocolVersion());
        assert.equal(version, "2026-07-28");
    });

    it("offers its tools", async () => {
        assert.deepEqual(await listTools(server.url), ["add_numbers", "count_slowly"]);
    });

    it("adds numbers", async () => {
        assert.equal(await callTool(server.url, "add_numbers", { numbers: [19, 23] }), "The sum is 42");
    });

    it("adds no numbers to 0", async () => {
        assert.equal(await callTool(server.url, "add_numbers", { numbers: [] }), "The sum is 0");
    });

    it("tells the model which argument was wrong", async () => {
        await assert.rejects(callTool(server.url, "add_numbers", { numbers: ["19"] }), /numbers\.0: .*expected number/);
    });

    it("serves clients of the session era", async () => {
        const client = new LegacyClient({ name: "test", version: "1" });
        await client.connect(new LegacyTransport(new URL(server.url)));
        try {
            const messages: string[] = [];
            const sum = await client.callTool({ name: "add_numbers", arguments: { numbers: [1, 2] } });
            const count = await client.callTool(
                { name: "count_slowly", arguments: { steps: 2, interval_milliseconds: 10 } },
                undefined,
                { onprogress: ({ message }) => messages.push(message ?? "") },
            );
            assert.deepEqual(sum.content, [{ type: "text", text: "The sum is 3" }]);
            assert.deepEqual(count.content, [{ type: "text", text: "Counted to 2" }]);
            assert.deepEqual(messages, ["Counted to 1", "Counted to 2"]);
        } finally {
            await client.close();
        }
    });

    it("sends progress while the tool still runs", async () => {
        const times = await timeStream(server.url, 4, 100);
        assert.equal(times.events, 4);
        // The last three steps alone take 300 ms, timers being a little early at worst.
        assert.ok(times.endMilliseconds - times.firstEventMilliseconds > 250, JSON.stringify(times));
    });

    it("refuses to count for longer than the limit", async () => {
        const args = { steps: 600, interval_milliseconds: 60_000 };
        await assert.rejects(callTool(server.url, "count_slowly", args), /at most 600000/);
    });

    it("stops the tool when the client goes away", async () => {
        const leave = new AbortController();
        await withClient(server.url, {}, async (client) => {
            const call = client.callTool(
                { name: "count_slowly", arguments: { steps: 100, interval_milliseconds: 50 } },
                { signal: leave.signal, onprogress: () => leave.abort() },
            );
            await assert.rejects(call);
        });
        const deadline = Date.now() + 5000;
        while (!server.logText().includes('"status":"cancelled"') && Date.now() < deadline) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.match(server.logText(), /"tool":"count_slowly","status":"cancelled"/);
    });
});
