import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "../../../servers/runtime/observe/logging";
import { type DemoServer, startRuntime, toolCallRequest } from "../../support/demo-server";
import { leakedToken, observed } from "../../support/observed/definition";
import { caller, type OpenIdProvider, startOpenIdProvider } from "../../support/openid-provider";

type Line = Record<string, unknown> & { err?: { message: string; stack: string; cause?: { message: string } } };

describe("server: logs", () => {
    const resource = "https://mcp.example.com/demo/mcp";
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let provider: OpenIdProvider | undefined;
    let server: DemoServer | undefined;
    let token = "";
    let text = "";
    const line = (msg: string, tool?: string) => {
        const lines = text
            .trim()
            .split("\n")
            .map((json) => JSON.parse(json) as Line);
        return lines.find((one) => one.msg === msg && one.tool === tool) ?? assert.fail(`no line "${msg}" in\n${text}`);
    };

    before(async () => {
        provider = await startOpenIdProvider();
        server = await startRuntime(observed, {
            MCP_SERVER_NAME: "observed",
            LOG_LEVEL: "DEBUG",
            AUTH_ISSUER_URL: provider.issuer,
            RESOURCE_SERVER_URL: resource,
        });
        token = await provider.token({ resource });
        const headers = {
            authorization: `Bearer ${token}`,
            "x-request-id": "r-1",
            traceparent: `00-${trace}-00f067aa0ba902b7-01`,
            cookie: "session=secret-of-the-cookie",
        };
        const call = async (tool: string, args: object, path = server?.url ?? "") =>
            (await fetch(path, toolCallRequest(tool, args, headers))).text();
        await call("nested", { text: "secret-of-the-arguments" });
        await call("broken", { repository: "secret-of-the-arguments" });
        await call("nested", { text: 42, other: "secret-of-the-arguments" });
        await call("nested", { text: "x" }, `${server.url}?access_token=secret-of-the-query`);
        await fetch(`${server.origin}/other?token=secret-of-the-query`);
        const forged = toolCallRequest("nested", {}, { authorization: "Bearer secret-of-the-forger" });
        await (await fetch(server.url, forged)).text();
        await (await fetch(server.url, { ...forged, headers: { ...headers }, body: "{secret-of-the-body" })).text();
        await server.stop();
        text = server.logText();
    });
    after(async () => {
        await server?.stop();
        await provider?.stop();
    });

    it("are lines of JSON that tell who called what, how it ended, and in whose trace", () => {
        const { time, seconds, ...told } = line("tool call", "nested");
        assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000);
        assert.ok(Number(seconds) >= 0);
        assert.deepEqual(told, {
            level: "info",
            server: "observed",
            requestId: "r-1",
            user: caller.id,
            tool: "nested",
            status: "success",
            msg: "tool call",
        });
        const request = line("request");
        assert.deepEqual([request.requestId, request.traceId, request.user], ["r-1", trace, caller.id]);
    });

    it("have the stack of what failed, and its cause", () => {
        const { err, status, errorType } = line("tool call", "broken");
        assert.deepEqual([status, errorType, err?.message], ["error", "tool_error", "no repository [redacted]"]);
        assert.match(err?.stack ?? "", /at .*definition\.ts:\d+/);
        assert.match(err?.cause?.message ?? "", /^GET https:\/\/\[redacted\]@api\.example\.com/);
    });

    it("hold no secret, wherever a client or a tool has put it", () => {
        for (const secret of [token, leakedToken, "secret-of-the", "hunter22"]) {
            assert.ok(
                !text.includes(secret),
                text.split("\n").find((json) => json.includes(secret)),
            );
        }
    });

    it("hold none of what is logged by mistake: a request's headers, a configuration", () => {
        const lines: string[] = [];
        const log = createLogger(
            { LOG_LEVEL: "info", LOG_FORMAT: "json", LOG_HANDLERS: ["console"], MCP_SERVER_NAME: "x" },
            { write: (json) => lines.push(json) },
        );
        const headers = { Authorization: "Bearer s3cret", host: "example.com" };
        log.info({ req: { headers }, token: "s3cret", config: { redis: { password: "s3cret" } } }, "oops");
        log.error({ err: Object.assign(new Error("failed"), { response: { config: { headers } } }) }, "oops");
        assert.doesNotMatch(lines.join(), /s3cret/);
        assert.match(lines[0] ?? "", /"host":"example\.com"/);
    });

    it("are for people with LOG_FORMAT=text", () => {
        const lines: string[] = [];
        const log = createLogger(
            { LOG_LEVEL: "info", LOG_FORMAT: "text", LOG_HANDLERS: ["console"], MCP_SERVER_NAME: "x" },
            { write: (json) => lines.push(json) },
        );
        log.info({ tool: "add_numbers", status: "success" }, "tool call");
        log.warn({ err: new Error("gone", { cause: new Error("no route") }) }, "redis");
        assert.match(lines[0] ?? "", /^\d\d:\d\d:\d\d\.\d{3} INFO {2}tool call tool=add_numbers status=success\n$/);
        assert.match(lines[1] ?? "", /WARN {2}redis\n {4}Error: gone\n {8}at [\s\S]*\n {4}caused by Error: no route\n/);
    });

    describe("in files", () => {
        let directory: string;
        before(() => {
            directory = mkdtempSync(join(tmpdir(), "mcp-eks-logs-"));
        });
        after(() => rmSync(directory, { recursive: true }));
        const common = { LOG_FORMAT: "json", MCP_SERVER_NAME: "x" } as const;

        it("are written at once, at every level that the console has, after what is there", () => {
            const file = join(directory, "server.log");
            writeFileSync(file, "earlier\n");
            const console: string[] = [];
            const log = createLogger(
                { ...common, LOG_LEVEL: "debug", LOG_HANDLERS: ["console", `file:${file}`] },
                { write: (json) => console.push(json) },
            );
            log.debug("first");
            log.error("second");
            assert.match(console.join(""), /first[\s\S]*second/);
            assert.equal(readFileSync(file, "utf8"), `earlier\n${console.join("")}`);
        });

        it("are for people there too, and nowhere else when only the file is named", () => {
            const file = join(directory, "text.log");
            const console: string[] = [];
            const log = createLogger(
                { ...common, LOG_LEVEL: "info", LOG_FORMAT: "text", LOG_HANDLERS: [`file:${file}`] },
                { write: (json) => console.push(json) },
            );
            log.info("hello");
            assert.match(readFileSync(file, "utf8"), /INFO {2}hello\n$/);
            assert.deepEqual(console, []);
        });

        it("are for people in the file and on the console, each by its level", () => {
            const file = join(directory, "both.log");
            const console: string[] = [];
            const log = createLogger(
                { ...common, LOG_LEVEL: "info", LOG_FORMAT: "text", LOG_HANDLERS: ["console", `file:${file}`] },
                { write: (line) => console.push(line) },
            );
            log.debug("nothing to see");
            log.info("hello");
            log.error("goodbye");
            assert.match(console.join(""), /^\S+ INFO {2}hello\n\S+ ERROR goodbye\n$/);
            assert.equal(readFileSync(file, "utf8"), console.join(""));
        });

        it("are lost when the disk is full, and the server goes on", function () {
            // A file that always is; only Linux has it.
            if (!existsSync("/dev/full")) this.skip();
            const console: string[] = [];
            const said: string[] = [];
            const { error } = globalThis.console;
            globalThis.console.error = (text: string) => said.push(text);
            try {
                const log = createLogger(
                    { ...common, LOG_LEVEL: "info", LOG_HANDLERS: ["file:/dev/full", "console"] },
                    { write: (json) => console.push(json) },
                );
                log.info("first");
                log.info("second");
            } finally {
                globalThis.console.error = error;
            }
            assert.equal(console.length, 2);
            assert.deepEqual(said, ["the log file /dev/full cannot be written to (ENOSPC)"]);
        });
    });
});
