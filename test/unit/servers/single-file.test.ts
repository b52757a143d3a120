import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { callTool, listTools } from "../../../local/client/mcp";
import { modernRequest, post } from "../../support/json-rpc";
import { startSingleFileServer } from "../../support/single-file-server";

describe("single-file server", function () {
    this.timeout(20_000);
    let server: ChildProcess;
    let origin: string;
    let url: string;

    beforeEach(async () => {
        ({ process: server, origin, url } = await startSingleFileServer());
    });
    afterEach(() => server.kill("SIGKILL"));

    it("answers the real client", async () => {
        assert.deepEqual(await listTools(url), ["greet"]);
        assert.equal(await callTool(url, "greet", { name: "Ada" }), "Hello, Ada");
    });

    it("knows no tool by a name that every object has", async () => {
        await assert.rejects(callTool(url, "toString", {}), /there is no tool toString/);
    });

    it("refuses revisions that it does not speak, and names those that it does", async () => {
        const { body, headers } = modernRequest("tools/list");
        const { status, message } = await post(url, body, headers);
        assert.equal(status, 400);
        assert.match(message.error.message, /no revision 2026-07-28 here, only .*2025-11-25/);
    });

    it("is well and ready, and serves nothing else beside its endpoint", async () => {
        const statuses = ["/health", "/ready", "/greeter/mcp", "/"].map(
            async (path) => (await fetch(origin + path)).status,
        );
        assert.deepEqual(await Promise.all(statuses), [200, 200, 405, 404]);
    });

    it("refuses web pages", async () => {
        const request = { method: "POST", body: "{}", headers: { origin: "https://evil.example.com" } };
        assert.equal((await fetch(url, request)).status, 403);
    });

    it("tells what is no JSON-RPC", async () => {
        const response = await fetch(url, { method: "POST", body: "{" });
        assert.equal(response.status, 400);
        assert.equal(((await response.json()) as { error: { code: number } }).error.code, -32700);
    });

    it("ends with 0 at SIGTERM", async () => {
        const exit = once(server, "exit");
        server.kill("SIGTERM");
        assert.deepEqual(await exit, [0, null]);
    });
});
