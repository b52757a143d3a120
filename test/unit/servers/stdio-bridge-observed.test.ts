import assert from "node:assert/strict";
import { firstList } from "../../../servers/stdio-bridge/tool-names";
import { type Collector, startCollector } from "../../support/collector";
import { toolCallRequest } from "../../support/demo-server";
import { listTools } from "../../support/mcp";
import { script, startBridge } from "../../support/stdio-bridge";

const observed = [process.execPath, ...script("test/support/observed/stdio-server.ts")];
const callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

interface LogLine {
    msg: string;
    tool?: string;
    status?: string;
    traceId?: string;
    requestId?: string;
    err?: { message: string };
}

async function call(url: string, name: string, args: object = {}, options: RequestInit = {}): Promise<string> {
    const headers = { traceparent: `00-${callersTrace}-00f067aa0ba902b7-01`, "x-request-id": `call-${name}` };
    const response = await fetch(url, { ...toolCallRequest(name, args, headers), ...options });
    return response.text();
}

const linesOf = (stdout: unknown): LogLine[] =>
    String(stdout)
        .split("\n")
        .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));

describe("stdio bridge: what it tells of calls", function () {
    this.timeout(60_000);
    let collector: Collector;
    let log: LogLine[];
    let told: string;
    let broken: string;
    let refused: string;
    const metrics = { before: "", after: "" };
    /** The value of one series, whatever the order of its labels. */
    const sample = (name: string, labels: Record<string, string>, when: "before" | "after" = "after") => {
        const pairs = Object.entries({ ...labels, server: "words" }).map(([label, value]) => `${label}="${value}"`);
        const line = metrics[when]
            .split("\n")
            .find((candidate) => candidate.startsWith(`${name}{`) && pairs.every((pair) => candidate.includes(pair)));
        return line === undefined ? undefined : Number(line.split(" ").at(-1));
    };
    const logged = (tool: string) => log.filter((line) => line.msg === "tool call" && line.tool === tool);

    // One bridge answers all of it and ends: what has arrived then is all that it sends.
    before(async () => {
        collector = await startCollector();
        const variables = {
            MCP_SERVER_NAME: "words",
            OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
            OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        };
        const { bridge, origin, url } = await startBridge(observed, variables);
        const read = async () => (await fetch(`${origin}/metrics`)).text();
        try {
            metrics.before = await read();
            told = await call(url, "told");
            broken = await call(url, "broken", { repository: "private-repository" });
            await call(url, "verbose");
            refused = await call(url, "refused");
            for (const name of ["invented", "unlisted", "growing", "grown"]) await call(url, name);
            await listTools(url);
            await call(url, "grown");
            await assert.rejects(call(url, "waiting", {}, { signal: AbortSignal.timeout(300) }));
            // The bridge hears of it later than the client.
            const ended = /mcp_requests_total\{[^}]*status="cancelled"[^}]*\} 1/;
            for (let time = 0; time < 100 && !ended.test(metrics.after); time++) {
                await new Promise((next) => setTimeout(next, 20));
                metrics.after = await read();
            }
        } finally {
            bridge.kill("SIGTERM");
            log = linesOf((await bridge).stdout);
        }
    });
    after(() => collector.stop());

    it("begins the series of every tool at zero, so that the first calls are an increase", () => {
        for (const tool of ["told", "broken"]) {
            assert.equal(sample("mcp_requests_total", { tool, status: "success" }, "before"), 0);
            assert.equal(sample("mcp_request_duration_seconds_count", { tool }, "before"), 0);
        }
    });

    it("counts, times and logs a call that succeeds", () => {
        assert.equal(sample("mcp_requests_total", { tool: "told", status: "success" }), 1);
        assert.equal(sample("mcp_request_duration_seconds_count", { tool: "told" }), 1);
        assert.equal(sample("mcp_concurrent_requests", {}), 0);
        assert.deepEqual(
            logged("told").map(({ status, traceId, requestId }) => [status, traceId, requestId]),
            [["success", callersTrace, "call-told"]],
        );
    });

    it("counts a result that says that the tool failed as an error, and hands it on as it is", () => {
        assert.match(broken, /"isError":true/);
        assert.match(broken, /no repository private-repository/);
        assert.equal(sample("mcp_requests_total", { tool: "broken", status: "error" }), 1);
        assert.equal(sample("mcp_requests_total", { tool: "broken", status: "success" }), 0);
        assert.equal(sample("mcp_errors_total", { tool: "broken", error_type: "tool_error" }), 1);
    });

    it("logs why a tool failed without the call's arguments, and no pages of it", () => {
        assert.deepEqual(
            [...logged("broken"), ...logged("verbose")].map(({ err }) => err?.message),
            ["no repository [redacted]", "the tool failed and says why in 5000 characters"],
        );
    });

    it("counts an error of the protocol as an error, and hands it on as it is", () => {
        assert.match(refused, /"code":-32602/);
        assert.equal(sample("mcp_requests_total", { tool: "refused", status: "error" }), 1);
    });

    it("counts a call that its client gave up as cancelled", () => {
        assert.equal(sample("mcp_requests_total", { tool: "waiting", status: "cancelled" }), 1);
    });

    it("tells of tools that the server has not listed as one, until it lists them", () => {
        assert.doesNotMatch(metrics.after, /invented|unlisted/);
        assert.equal(sample("mcp_requests_total", { tool: "unknown", status: "error" }), 1);
        assert.equal(sample("mcp_requests_total", { tool: "unknown", status: "success" }), 2);
        assert.equal(sample("mcp_requests_total", { tool: "grown", status: "success" }), 1);
    });

    it("traces a call as the server's, goes on with the caller's trace and hands it on to the server", () => {
        const spans = collector.spans.filter(({ name }) => /^(tools\/call|execute_tool) told$/.test(name));
        const [tool, request] = spans.sort((one, other) => one.kind - other.kind);
        assert.equal(spans.length, 2, `${collector.spans.map(({ name }) => name)}`);
        assert.deepEqual([request?.traceId, request?.parentSpanId], [callersTrace, "00f067aa0ba902b7"]);
        assert.equal(tool?.parentSpanId, request?.spanId);
        assert.ok(told.includes(`"00-${callersTrace}-${tool?.spanId}-01"`), told);
        assert.deepEqual([tool?.resource["service.name"], tool?.resource["service.version"]], ["words", "3.2.1"]);
    });

    it("makes no names of spans from what clients invent", () => {
        const names = new Set(collector.spans.map(({ name }) => name));
        assert.ok(names.has("execute_tool unknown"));
        assert.ok(!names.has("tools/call invented") && !names.has("execute_tool invented"));
    });

    it("tells also of the call that ended the server", async () => {
        const last = await startCollector();
        const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: last.url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" };
        const { bridge, url } = await startBridge(observed, variables);
        await call(url, "ending").catch(() => {});
        const { exitCode, stdout } = await bridge;
        await last.stop();
        assert.equal(exitCode, 1);
        assert.deepEqual(
            linesOf(stdout).flatMap(({ tool, status }) => (tool === undefined ? [] : [[tool, status]])),
            [["ending", "error"]],
        );
        assert.ok(last.spans.some(({ name }) => name === "execute_tool ending"));
    });

    it("serves also a server that cannot list its tools yet, and says so", async () => {
        const client = {
            getServerCapabilities: () => ({ tools: {} }),
            listTools: () => Promise.reject(new Error("not signed in")),
        };
        const warnings: string[] = [];
        const log = { warn: ({ err }: { err: Error }) => warnings.push(err.message) };
        assert.deepEqual(await firstList(client, log), []);
        assert.deepEqual(warnings, ["not signed in"]);
    });
});
