import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { callTool, listTools } from "../../../local/client/mcp";

const file = join(__dirname, "..", "..", "..", "servers", "single-file", "server.mjs");

describe("single-file server", function () {
    this.timeout(20_000);
    let server: ChildProcess;
    let origin: string;

    beforeEach(async () => {
        const env = { ...process.env, PORT: "0", MCP_PATH: "/greeter/mcp", DRAIN_SECONDS: "0" };
        server = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
        assert.ok(server.stdout);
        const [line] = (await once(createInterface(server.stdout), "line")) as [string];
        origin = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
    });
    afterEach(() => server.kill("SIGKILL"));

    it("answers the real client", async () => {
        assert.deepEqual(await listTools(`${origin}/greeter/mcp`), ["greet"]);
        assert.equal(await callTool(`${origin}/greeter/mcp`, "greet", { name: "Ada" }), "Hello, Ada");
    });

    it("knows no tool by a name that every object has", async () => {
        await assert.rejects(callTool(`${origin}/greeter/mcp`, "toString", {}), /there is no tool toString/);
    });

    it("is well and ready, and serves nothing else beside its endpoint", async () => {
        const statuses = ["/health", "/ready", "/greeter/mcp", "/"].map(
            async (path) => (await fetch(origin + path)).status,
        );
        assert.deepEqual(await Promise.all(statuses), [200, 200, 405, 404]);
    });

    it("refuses web pages", async () => {
        const request = { method: "POST", body: "{}", headers: { origin: "https://evil.example.com" } };
        assert.equal((await fetch(`${origin}/greeter/mcp`, request)).status, 403);
    });

    it("tells what is no JSON-RPC", async () => {
        const response = await fetch(`${origin}/greeter/mcp`, { method: "POST", body: "{" });
        assert.equal(response.status, 400);
        assert.equal(((await response.json()) as { error: { code: number } }).error.code, -32700);
    });

    it("ends with 0 at SIGTERM", async () => {
        const exit = once(server, "exit");
        server.kill("SIGTERM");
        assert.deepEqual(await exit, [0, null]);
    });
});
