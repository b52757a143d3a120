import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { type DemoServer, startDemoServer, toolCallRequest } from "../../support/demo-server";
import { callTool } from "../../support/mcp";

/** Sends a request whose body comes in two halves; resolves with the end of the answer. */
function sendInTwo(url: string, headers: Record<string, string>, body: string, pauseMilliseconds: number) {
    return new Promise<void>((resolve, reject) => {
        const request = httpRequest(url, { method: "POST", headers });
        request.on("error", reject);
        request.on("response", (response) => response.resume().on("end", resolve));
        request.write(body.slice(0, 10));
        setTimeout(() => request.end(body.slice(10)), pauseMilliseconds);
    });
}

describe("demo server: metrics", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer({ MCP_SERVER_NAME: "sums" });
    });
    after(() => server.stop());

    const metrics = async () => (await fetch(`${server.origin}/metrics`)).text();
    /** The value of one series, whatever the order of its labels. */
    const sample = async (name: string, labels: Record<string, string> = {}) => {
        const pairs = Object.entries({ ...labels, server: "sums" }).map(([label, value]) => `${label}="${value}"`);
        const line = (await metrics())
            .split("\n")
            .find((candidate) => candidate.startsWith(`${name}{`) && pairs.every((pair) => candidate.includes(pair)));
        return line === undefined ? undefined : Number(line.split(" ").at(-1));
    };

    it("begins every series of a tool at zero, so that the first calls are an increase", async () => {
        for (const tool of ["add_numbers", "count_slowly"]) {
            for (const status of ["success", "error", "cancelled"]) {
                assert.equal(await sample("mcp_requests_total", { tool, status }), 0);
            }
            for (const result of ["success", "error", "cancelled"]) {
                assert.equal(
                    await sample("mcp_tool_calls_total", { tool_name: tool, result, endpoint: "/demo/mcp" }),
                    0,
                );
            }
            for (const error_type of ["tool_error", "api_error", "invalid_arguments"]) {
                assert.equal(await sample("mcp_errors_total", { tool, error_type }), 0);
            }
            assert.equal(await sample("mcp_request_duration_seconds_count", { tool }), 0);
            assert.equal(await sample("mcp_request_duration_seconds_bucket", { tool, le: "0.1" }), 0);
            assert.equal(await sample("mcp_tool_duration_seconds_count", { tool_name: tool }), 0);
        }
    });

    it("counts and times the calls of each tool", async () => {
        await callTool(server.url, "add_numbers", { numbers: [1] });
        await callTool(server.url, "add_numbers", { numbers: [2] });
        assert.equal(await sample("mcp_requests_total", { tool: "add_numbers", status: "success" }), 2);
        assert.equal(await sample("mcp_request_duration_seconds_count", { tool: "add_numbers" }), 2);
        assert.equal(await sample("mcp_tool_calls_total", { tool_name: "add_numbers", result: "success" }), 2);
        // The tool's share of a request is no more than the request.
        const seconds = (await sample("mcp_request_duration_seconds_sum", { tool: "add_numbers" })) ?? 0;
        const toolSeconds = (await sample("mcp_tool_duration_seconds_sum", { tool_name: "add_numbers" })) ?? 0;
        assert.ok(toolSeconds > 0 && toolSeconds < seconds, `${toolSeconds} of ${seconds}`);
    });

    it("times a request from its arrival, also one of several in a message", async () => {
        const labels = { tool: "add_numbers" };
        const before = (await sample("mcp_request_duration_seconds_sum", labels)) ?? 0;
        const { body, ...init } = toolCallRequest("add_numbers", { numbers: [1] });
        await sendInTwo(server.url, init.headers as Record<string, string>, `[${body}]`, 300);
        const seconds = ((await sample("mcp_request_duration_seconds_sum", labels)) ?? 0) - before;
        assert.ok(seconds > 0.25, `${seconds}`);
    });

    it("counts the connections to its endpoint", async () => {
        await fetch(server.url, toolCallRequest("add_numbers", { numbers: [1] })).then((response) => response.text());
        const connections = await sample("mcp_active_connections", { endpoint: "/demo/mcp" });
        assert.ok(connections !== undefined && connections > 0, `${connections}`);
    });

    it("counts calls with wrong arguments as errors", async () => {
        await assert.rejects(callTool(server.url, "count_slowly", { steps: 0 }));
        assert.equal(await sample("mcp_requests_total", { tool: "count_slowly", status: "error" }), 1);
        assert.equal(await sample("mcp_errors_total", { tool: "count_slowly", error_type: "invalid_arguments" }), 1);
        assert.equal(await sample("mcp_tool_calls_total", { tool_name: "count_slowly", result: "error" }), 0);
    });

    it("makes no series from what clients invent: tools, methods, paths", async () => {
        await assert.rejects(callTool(server.url, "no_such_tool", {}));
        for (const method of ["PUT", "PATCH", "PROPFIND"]) await fetch(server.url, { method });
        await fetch(`${server.origin}/no_such_path`);
        assert.doesNotMatch(await metrics(), /no_such|PUT|PATCH|PROPFIND/);
        assert.match(await metrics(), /mcp_http_responses_total\{[^}]*method="other"/);
    });

    it("shows the calls that are running, and the streams that are open for them", async () => {
        const seen: Promise<(number | undefined)[]>[] = [];
        const open = () => Promise.all([sample("mcp_concurrent_requests"), sample("mcp_open_streams")]);
        await callTool(server.url, "count_slowly", { steps: 2, interval_milliseconds: 100 }, {}, () =>
            seen.push(open()),
        );
        assert.deepEqual(await seen[0], [1, 1]);
        assert.deepEqual(await open(), [0, 0]);
    });
});
