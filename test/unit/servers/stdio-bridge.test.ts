import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/client";
import { repositoryDir } from "../../../local/paths";
import { forward } from "../../../servers/stdio-bridge/forward";
import { callTool, listTools } from "../../support/mcp";
import { script, startBridge } from "../../support/stdio-bridge";

const example = script("servers/stdio-bridge/example/server.ts");

async function subscribe(url: string, uri: string): Promise<string> {
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "resources/subscribe", params: { uri } });
    return (await fetch(url, { method: "POST", headers, body })).text();
}

describe("stdio bridge", function () {
    this.timeout(30_000);
    let started: Awaited<ReturnType<typeof startBridge>> | undefined;

    const start = async (...command: string[]) => {
        started = await startBridge(command);
        return started;
    };
    afterEach(async () => {
        started?.bridge.kill("SIGKILL");
        await started?.bridge;
    });

    it("serves a server's tools over HTTP, and not to web pages of other origins", async () => {
        const { url } = await start(process.execPath, ...example);
        assert.deepEqual(await listTools(url), ["count_words"]);
        assert.equal(await callTool(url, "count_words", { text: "one two three" }), "3 words");
        const headers = { origin: "https://evil.example.com", "content-type": "application/json" };
        assert.equal((await fetch(url, { method: "POST", headers, body: "{}" })).status, 403);
    });

    it("keeps a call going for longer than the minute that the SDK gives it", async () => {
        const observed = [process.execPath, ...script("test/support/observed/stdio-server.ts")];
        const hastened = { NODE_OPTIONS: `--require ${join(repositoryDir, "test/support/hastened-clock.js")}` };
        started = await startBridge(observed, hastened);
        started.bridge.kill("SIGUSR2");
        const ninetySeconds = { milliseconds: 1500 };
        assert.equal(await callTool(started.url, "lasting", ninetySeconds), "at last");
    });

    it("keeps nobody waiting for more than a minute behind a subscription that the server does not answer", async () => {
        const silent = [process.execPath, ...script("test/support/silent-subscriptions.ts")];
        const hastened = { NODE_OPTIONS: `--require ${join(repositoryDir, "test/support/hastened-clock.js")}` };
        started = await startBridge(silent, hastened);
        const { bridge, url } = started;
        bridge.kill("SIGUSR2");
        // By its answer the signal has arrived as well.
        await subscribe(url, "file:///one");
        const unanswered = subscribe(url, "silent:two");
        await pause(300);
        assert.match(await subscribe(url, "file:///three"), /"result":\{\}/);
        assert.match(await unanswered, /"error":/);
    });

    it("lets go of the server of a client that only listens, which the SDK closes without having connected it", async () => {
        const notify = new Map<string, (notification: object) => Promise<void>>();
        const client = {
            getServerCapabilities: () => ({ tools: { listChanged: true } }),
            getServerVersion: () => ({ name: "stub", version: "1" }),
            getInstructions: () => undefined,
            getProtocolEra: () => "legacy",
            setNotificationHandler: (method: string, handler: () => Promise<void>) => notify.set(method, handler),
        };
        const server = await forward(client as unknown as Client, (request, _context, pass) => pass(request));
        let told = 0;
        Object.defineProperty(server, "transport", { get: () => void told++ });
        await notify.get("notifications/tools/list_changed")?.({});
        assert.equal(told, 1);
        await server.close();
        told = 0;
        await notify.get("notifications/tools/list_changed")?.({});
        assert.equal(told, 0);
    });

    it("ends with the server, so that the pod is restarted", async () => {
        const { bridge } = await start(process.execPath, ...example);
        const children = readFileSync(`/proc/${bridge.pid}/task/${bridge.pid}/children`, "utf8").trim().split(" ");
        // tsx's own compiler service may be a child as well; the server is the one that runs the example.
        const server = children.find((pid) =>
            readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("example/server.ts"),
        );
        process.kill(Number(server), "SIGKILL");
        assert.equal((await bridge).exitCode, 1);
    });

    it("ends well when it is told to", async () => {
        const { bridge } = await start(process.execPath, ...example);
        bridge.kill("SIGTERM");
        assert.equal((await bridge).exitCode, 0);
    });

    it("says which server it could not start", async () => {
        const { bridge } = await start("no-such-program");
        const { exitCode, stderr } = await bridge;
        assert.equal(exitCode, 1);
        assert.match(String(stderr), /no-such-program/);
    });
});
