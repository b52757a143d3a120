import assert from "node:assert/strict";
import { execa } from "execa";
import { repositoryDir } from "../../local/paths";
import { type Collector, type ReceivedSpan, startCollector } from "../support/collector";
import { toolCallRequest } from "../support/demo-server";
import { leakedToken } from "../support/observed/definition";
import { caller, type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider";
import { type ServerProcess, startServerProcess } from "../support/server-process";

const server = "test/support/observed/server.ts";
const callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${callersTrace}-00f067aa0ba902b7-01`;
const messagesTrace = "0af7651916cd43dd8448eb211c80319c";
const failingTrace = "6e0c63257de34c92bf9efcd03927272e";

async function call(url: string, name: string, args: object, options: { headers?: object; meta?: object } = {}) {
    const request = toolCallRequest(name, args, { ...options.headers });
    const message = JSON.parse(String(request.body));
    Object.assign(message.params._meta, options.meta);
    const response = await fetch(url, { ...request, body: JSON.stringify(message) });
    return { status: response.status, text: await response.text() };
}

describe("server: traces", function () {
    this.timeout(60_000);
    let collector: Collector | undefined;
    let provider: OpenIdProvider | undefined;
    let token: string;
    let spans: ReceivedSpan[];
    let output: string;
    const resource = "https://mcp.example.com/demo/mcp";
    const received = () => collector?.received ?? [];
    const span = (name: string, traceId?: string) => {
        const found = spans.filter((one) => one.name === name && (traceId === undefined || one.traceId === traceId));
        assert.equal(found.length, 1, `${found.length} spans "${name}" among ${spans.map((one) => one.name)}`);
        return found[0] as ReceivedSpan;
    };

    // One server answers all of it and ends: what has arrived then is all that it sends.
    before(async () => {
        collector = await startCollector();
        provider = await startOpenIdProvider();
        token = await provider.token({ resource });
        const process = await startServerProcess(server, {
            MCP_SERVER_NAME: "observed",
            OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
            OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
            OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=payments",
            OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=staging",
            AUTH_ISSUER_URL: provider.issuer,
            RESOURCE_SERVER_URL: resource,
        });
        const headers = { authorization: `Bearer ${token}`, traceparent };
        await call(process.url, "nested", { text: "a private matter" }, { headers });
        const meta = { traceparent: `00-${messagesTrace}-b7ad6b7169203331-01` };
        await call(process.url, "nested", { text: "a private matter" }, { headers, meta });
        const own = { headers: { authorization: `Bearer ${token}` } };
        await call(process.url, "broken", { repository: "private-repository" }, own);
        await call(process.url, "asking", { url: `${collector.url}/api` }, own);
        const failing = { ...own.headers, traceparent: `00-${failingTrace}-00f067aa0ba902b7-01` };
        await call(process.url, "asking", { url: "a private matter" }, { headers: failing });
        for (const method of ["invented/by_clients", "a".repeat(100_000), "constructor"]) {
            const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: {} });
            await (await fetch(process.url, { ...toolCallRequest("nested", {}, own.headers), body })).text();
        }
        await call(process.url, "nested", { text: 42 }, own);
        await call(process.url, "no_such_tool", {}, own);
        const signal = AbortSignal.timeout(200);
        await assert.rejects(
            fetch(process.url, { ...toolCallRequest("waiting", {}, own.headers), signal }).then((response) =>
                response.text(),
            ),
        );
        assert.equal(await process.stop(), 0);
        output = process.output();
        spans = collector.spans;
    });
    after(async () => {
        await collector?.stop();
        await provider?.stop();
    });

    it("continue the trace of the caller: a span of the request, one of the tool in it, the tool's own in that", () => {
        const request = span("tools/call nested", callersTrace);
        const tool = span("execute_tool nested", callersTrace);
        assert.deepEqual([request.kind, request.parentSpanId], [2, "00f067aa0ba902b7"]);
        assert.deepEqual([tool.kind, tool.parentSpanId], [1, request.spanId]);
        assert.equal(span("its own work", callersTrace).parentSpanId, tool.spanId);
    });

    it("tell what was called and by whom, under the names of the conventions", () => {
        const { attributes } = span("tools/call nested", callersTrace);
        const { "http.request.header.x-request-id": requestId, ...told } = attributes;
        assert.ok(requestId);
        assert.deepEqual(told, {
            "mcp.method.name": "tools/call",
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "nested",
            "jsonrpc.request.id": "1",
            "network.transport": "tcp",
            "network.protocol.name": "http",
            "network.protocol.version": "1.1",
            "enduser.id": caller.id,
            "http.response.status_code": 200,
        });
    });

    it("are found by the log, and the log by them", () => {
        const { attributes } = span("tools/call nested", callersTrace);
        const [line = "{}"] = output.split("\n").filter((json) => /"traceId":"4bf9.*"msg":"tool call"/.test(json));
        assert.deepEqual([JSON.parse(line).requestId], attributes["http.request.header.x-request-id"]);
    });

    it("continue what the message says before what the HTTP request does, and link that", () => {
        const request = span("tools/call nested", messagesTrace);
        assert.equal(request.parentSpanId, "b7ad6b7169203331");
        assert.deepEqual(
            request.links.map(({ traceId }) => traceId),
            [callersTrace],
        );
    });

    it("tell of failures, on the request and on the tool", () => {
        for (const name of ["tools/call broken", "execute_tool broken"]) {
            const { status, attributes } = span(name);
            assert.equal(attributes["error.type"], "tool_error");
            assert.deepEqual(status, { code: 2, message: "no repository [redacted]" });
        }
        const [event] = span("execute_tool broken").events;
        assert.match(String(event?.attributes["exception.stacktrace"]), /definition\.ts:\d+/);
    });

    it("tell of arguments that a tool does not take, and make no names of tools that do not exist", () => {
        const refused = spans.filter(({ attributes }) => attributes["error.type"] === "invalid_arguments");
        assert.deepEqual(
            refused.map(({ attributes }) => attributes["gen_ai.tool.name"]),
            ["nested"],
        );
        assert.ok(!spans.some(({ name }) => name.includes("no_such_tool")));
    });

    it("tell of calls that their client gave up as cancelled, not as failed", () => {
        for (const name of ["tools/call waiting", "execute_tool waiting"]) {
            const { status, events } = span(name);
            assert.deepEqual([status.code, events.map((event) => event.name)], [0, ["cancelled"]]);
        }
    });

    it("go on to the APIs that a tool asks", () => {
        const [api = assert.fail()] = spans.filter(
            (one) => one.name === "repos/search" && one.traceId !== failingTrace,
        );
        assert.deepEqual([api.kind, api.attributes["http.response.status_code"]], [3, 200]);
        const asked = received().find(({ path }) => path === "/api");
        assert.equal(asked?.headers.traceparent, `00-${api.traceId}-${api.spanId}-01`);
    });

    it("tell of an API that could not be asked what kind of error that was: its message quotes what was asked for", () => {
        const { attributes, status } = span("repos/search", failingTrace);
        assert.deepEqual([attributes["error.type"], status], ["TypeError", { code: 2 }]);
        assert.equal(span("execute_tool asking", failingTrace).status.message, "Failed to parse URL from [redacted]");
    });

    it("are named by the methods of MCP, whatever clients make up", () => {
        const known = ["its own work", "repos/search", "unknown"];
        const others = spans.filter(({ name }) => !/^(tools\/call|execute_tool)( [a-z]+)?$/.test(name));
        assert.deepEqual([...new Set(others.map(({ name }) => name))].sort(), known);
        assert.equal(others.filter(({ name }) => name === "unknown").length, 3);
    });

    it("hold no argument, token or secret", () => {
        const text = Buffer.concat(received().map(({ body }) => body)).toString();
        for (const secret of ["private", leakedToken, token, "hunter22"]) assert.ok(!text.includes(secret), secret);
    });

    it("say which server they are of, by the variables of OpenTelemetry", () => {
        const { resource: about } = span("execute_tool broken");
        assert.deepEqual(
            [about["service.name"], about["service.version"], about["deployment.environment.name"]],
            ["observed", "1.2.3", "staging"],
        );
        assert.ok(
            received()
                .filter(({ path }) => path === "/v1/traces")
                .every(({ headers }) => headers["x-tenant"] === "payments"),
        );
    });

    it("are sampled as the variables say, and put arguments into spans only where that was asked for", async () => {
        const sampled = await startCollector();
        const process = await startServerProcess(server, {
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${sampled.url}/v1/traces`,
            OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
            OTEL_SERVICE_NAME: "by-its-own-name",
            OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
            OTEL_TRACES_SAMPLER_ARG: "0",
            MCP_TRACE_ARGUMENTS: "true",
        });
        await call(process.url, "nested", { text: "of nobody" });
        await call(process.url, "nested", { text: "a matter", api_key: "k-123" }, { headers: { traceparent } });
        const another = { traceparent: `00-${messagesTrace}-00f067aa0ba902b7-01` };
        await call(process.url, "nested", { text: "long ".repeat(100_000) }, { headers: another });
        await process.stop();
        await sampled.stop();
        const of = (trace: string) => sampled.spans.filter(({ traceId }) => traceId === trace);
        assert.equal(sampled.spans.length, 6);
        const names = ["execute_tool nested", "its own work", "tools/call nested"];
        assert.deepEqual(
            of(callersTrace)
                .map(({ name }) => name)
                .sort(),
            names,
        );
        const [long] = of(messagesTrace).filter(({ name }) => name === "execute_tool nested");
        assert.ok(String(long?.attributes["gen_ai.tool.call.arguments"]).length < 5000);
        const [tool] = of(callersTrace).filter(({ name }) => name === "execute_tool nested");
        assert.deepEqual(JSON.parse(String(tool?.attributes["gen_ai.tool.call.arguments"])), {
            text: "a matter",
            api_key: "[redacted]",
        });
        assert.equal(tool?.resource["service.name"], "by-its-own-name");
    });

    it("are sent as protobuf where nothing else was asked for", async () => {
        const other = await startCollector();
        const process = await startServerProcess(server, { OTEL_EXPORTER_OTLP_ENDPOINT: other.url });
        await call(process.url, "nested", { text: "x" });
        await process.stop();
        await other.stop();
        const [{ path, headers, body } = assert.fail("nothing arrived")] = other.received;
        assert.deepEqual([path, headers["content-type"]], ["/v1/traces", "application/x-protobuf"]);
        assert.ok(body.includes("tools/call nested"));
    });

    for (const [what, start] of [
        ["is gone", async () => ({ url: "http://127.0.0.1:9", stop: async () => {} })],
        ["refuses", () => startCollector(400)],
        ["never answers", () => startCollector("never")],
    ] as const) {
        it(`cost nothing but a line of the log when the collector ${what}`, async () => {
            const dead = await start();
            const process: ServerProcess = await startServerProcess(server, {
                OTEL_EXPORTER_OTLP_ENDPOINT: dead.url,
                OTEL_EXPORTER_OTLP_TIMEOUT: "300",
                OTEL_BSP_SCHEDULE_DELAY: "50",
            });
            for (let time = 0; time < 5; time++) {
                const { status, text } = await call(process.url, "nested", { text: "still here" });
                assert.deepEqual([status, text.includes("still here")], [200, true]);
                await new Promise((resolve) => setTimeout(resolve, 60));
            }
            const asked = performance.now();
            assert.equal(await process.stop(), 0);
            assert.ok(performance.now() - asked < 5000);
            await dead.stop();
            assert.equal(process.output().match(/traces do not arrive/g)?.length, 1, process.output());
        });
    }

    it("cost nothing where they are off: what makes them is not even loaded", async () => {
        const program = `require("./servers/runtime/start"); require("./servers/runtime/observe/tracing")
            .startTracing({}, { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", OTEL_SDK_DISABLED: "true" })
            .then(({ enabled }) => console.log(enabled, ...Object.keys(require.cache)))`;
        const { stdout } = await execa("node", ["--import", "tsx", "--eval", program], { cwd: repositoryDir });
        assert.match(stdout, /^false .*runtime\/start\.ts/);
        // The API alone: prom-client has it.
        assert.doesNotMatch(stdout, /@opentelemetry\/(?!api\/)/);
    });

    it("are refused at the start where they could never arrive", async () => {
        const start = (variables: Record<string, string>) => startServerProcess(server, variables);
        const OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:4317";
        await assert.rejects(
            start({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }),
            /OTEL_EXPORTER_OTLP_PROTOCOL="grpc" is not supported; http\/protobuf and http\/json are/,
        );
        await assert.rejects(
            start({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }),
            /"collector:4318" is not usable/,
        );
    });
});
