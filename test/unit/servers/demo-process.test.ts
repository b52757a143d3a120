import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { repositoryDir } from "../../../local/paths";

describe("demo server: process", () => {
    const start = (env: Record<string, string>) =>
        execa("node", ["--import", "tsx", join(repositoryDir, "servers/demo/server.ts")], {
            cwd: repositoryDir,
            env: { HOST: "127.0.0.1", PORT: "0", DRAIN_SECONDS: "0.1", DRAIN_LIMIT_SECONDS: "0.1", ...env },
            reject: false,
        });
    const listening = (server: ReturnType<typeof start>) =>
        new Promise<void>((resolve, reject) => {
            server.stdout?.on("data", (chunk: Buffer) => chunk.includes('"msg":"listening"') && resolve());
            server.once("exit", () => reject(new Error("the server ended before it listened")));
        });

    it("ends well at SIGTERM, after draining", async () => {
        const server = start({});
        await listening(server);
        server.kill("SIGTERM");
        const { exitCode, stdout } = await server;
        assert.equal(exitCode, 0);
        assert.match(stdout as string, /"msg":"draining".*\n.*"msg":"stopped"/);
    });

    it("ends at once when it is told twice", async () => {
        const server = start({ DRAIN_SECONDS: "60", DRAIN_LIMIT_SECONDS: "60" });
        await listening(server);
        server.kill("SIGINT");
        setTimeout(() => server.kill("SIGINT"), 100);
        assert.equal((await server).exitCode, 130);
    });

    it("says what is wrong with its configuration and ends", async () => {
        const { exitCode, stderr } = await start({ PORT: "http" });
        assert.equal(exitCode, 1);
        assert.match(stderr as string, /PORT="http"/);
        assert.doesNotMatch(stderr as string, /^\s+at /m);
    });
});
