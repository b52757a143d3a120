import assert from "node:assert/strict";
import { execa } from "execa";
import { startDemoServer } from "../support/demo-server";
import { callTool } from "../support/mcp";
import { tool } from "../support/tools";

describe("metrics of a server", function () {
    this.timeout(600_000);

    it("are in the format of Prometheus, named as its conventions say", async () => {
        const promtool = await tool("promtool");
        const server = await startDemoServer();
        try {
            await callTool(server.url, "add_numbers", { numbers: [1, 2] });
            const metrics = await (await fetch(`${server.origin}/metrics`)).text();
            // Node's own are prom-client's to name.
            const own = metrics.split("\n\n").filter((metric) => metric.includes("# HELP mcp_"));
            assert.ok(own.length > 10);
            const run = await execa(promtool, ["check", "metrics"], {
                input: `${own.join("\n")}\n`,
                all: true,
                reject: false,
            });
            assert.equal(run.all, "");
        } finally {
            await server.stop();
        }
    });
});
