import assert from "node:assert/strict";
import { type DemoServer, startDemoServer } from "../../support/demo-server";
import { callTool, listTools, timeStream } from "../../support/mcp";

describe("demo server: protocol", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer({ STREAM_KEEP_ALIVE_SECONDS: "0.1" });
    });
    after(() => server.stop());

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
});
