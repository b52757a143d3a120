import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { freePort } from "../../../local/process/free-port";
import { callTool, listTools } from "../../support/mcp";

const servers = join(__dirname, "..", "..", "..", "servers");
const script = (path: string) => ["--import", "tsx", join(servers, "stdio-bridge", path)];

async function answers(url: string): Promise<boolean> {
    return fetch(url).then(
        ({ ok }) => ok,
        () => false,
    );
}

/** Starts the bridge with a server behind it; resolves when it is ready. */
async function startBridge(...command: string[]) {
    const port = await freePort();
    const env = {
        PORT: String(port),
        HOST: "127.0.0.1",
        MCP_PATH: "/words/mcp",
        DRAIN_SECONDS: "0",
    };
    const bridge = execa(process.execPath, [...script("main.ts"), "--", ...command], {
        env,
        reject: false,
        stdin: "ignore",
    });
    const origin = `http://127.0.0.1:${port}`;
    while (bridge.exitCode === null && !(await answers(`${origin}/ready`)))
        await new Promise((next) => setTimeout(next, 50));
    return { bridge, origin };
}

describe("stdio bridge", function () {
    this.timeout(30_000);
    let started: Awaited<ReturnType<typeof startBridge>> | undefined;

    const start = async (...command: string[]) => {
        started = await startBridge(...command);
        return started;
    };
    afterEach(async () => {
        started?.bridge.kill("SIGKILL");
        await started?.bridge;
    });

    it("serves a server's tools over HTTP, and not to web pages of other origins", async () => {
        const { origin } = await start(process.execPath, ...script("example/server.ts"));
        const url = `${origin}/words/mcp`;
        assert.deepEqual(await listTools(url), ["count_words"]);
        assert.equal(await callTool(url, "count_words", { text: "one two three" }), "3 words");
        const headers = { origin: "https://evil.example.com", "content-type": "application/json" };
        assert.equal((await fetch(url, { method: "POST", headers, body: "{}" })).status, 403);
    });

    it("ends with the server, so that the pod is restarted", async () => {
        const { bridge } = await start(process.execPath, ...script("example/server.ts"));
        const children = readFileSync(`/proc/${bridge.pid}/task/${bridge.pid}/children`, "utf8").trim().split(" ");
        // tsx's own compiler service may be a child as well; the server is the one that runs the example.
        const server = children.find((pid) =>
            readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("example/server.ts"),
        );
        process.kill(Number(server), "SIGKILL");
        assert.equal((await bridge).exitCode, 1);
    });

    it("ends well when it is told to", async () => {
        const { bridge } = await start(process.execPath, ...script("example/server.ts"));
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
