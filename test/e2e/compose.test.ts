import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { paths, repositoryDir } from "../../local/paths";
import { callTool, timeStream } from "../support/mcp";
import { tool } from "../support/tools";

/** What `npm run compose` writes, run by compose: without Redis, whose image cannot be pulled here. */
describe("npm run compose, on the local environment", function () {
    this.timeout(900_000);
    const hostPort = 18_000;
    let directory: string;
    let compose: (...args: string[]) => Promise<string>;

    before(async function () {
        this.timeout(900_000);
        const program = await tool("docker-compose");
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-compose-"));
        const options = ["--stack", "dev", "--out", directory, "--no-redis", "--first-port", String(hostPort)];
        await execa("npm", ["run", "--silent", "compose", "--", ...options], { cwd: repositoryDir });
        const file = join(directory, "docker-compose.yaml");
        // Debian's compose is older than `name`, and its Docker has no BuildKit. Nobody waits here for half a minute between looks.
        const text = readFileSync(file, "utf8").replace(/^name: .*\n/, "");
        writeFileSync(file, text.replaceAll("interval: 30s", "interval: 2s"));
        const env = {
            DOCKER_HOST: `unix://${paths.dockerSocket}`,
            DOCKER_BUILDKIT: "0",
            COMPOSE_PROJECT_NAME: "e2e-compose",
        };
        compose = async (...args) => (await execa(program, args, { cwd: directory, env, all: true })).all;
    });
    after(async () => {
        if (!directory) return;
        // Compose asks for the secrets also to take everything down.
        fillInSecrets();
        await compose("down", "--volumes", "--rmi", "local");
        rmSync(directory, { recursive: true, force: true });
    });

    function fillInSecrets(): void {
        const template = readFileSync(join(directory, ".env.example"), "utf8");
        writeFileSync(join(directory, ".env"), template.replaceAll(/=$/gm, "=e2e-value"));
    }

    it("starts nothing without the secrets, and says which is missing", async () => {
        await assert.rejects(compose("up", "-d"), /secret DEMO_API_KEY of server demo/);
    });

    it("runs the servers as their pods run: healthy, hardened, reached on loopback", async () => {
        fillInSecrets();
        await compose("up", "-d", "--build");
        const url = `http://127.0.0.1:${hostPort}/demo/mcp`;
        await answers(`http://127.0.0.1:${hostPort}/ready`);
        assert.equal(await callTool(url, "add_numbers", { numbers: [2, 3] }), "The sum is 5");
        assert.ok((await timeStream(url, 3, 200)).events === 3);
        await assert.rejects(compose("exec", "-T", "demo", "sh", "-c", "touch /app/x"), /[Rr]ead-only file system/);
        assert.match(
            await compose("exec", "-T", "demo", "sh", "-c", "echo $DEMO_TOKEN; touch /tmp/x && echo written"),
            /e2e-value\s+written/,
        );
    });

    it("knows by the server's own path whether it is healthy, without curl in the image", async () => {
        for (let attempt = 0; attempt < 240; attempt++) {
            if (/\(healthy\)/.test(await compose("ps"))) return;
            await pause(1000);
        }
        assert.fail(await compose("ps"));
    });
});

async function answers(url: string): Promise<void> {
    for (let attempt = 0; attempt < 240; attempt++) {
        const ready = await fetch(url).then(
            ({ ok }) => ok,
            () => false,
        );
        if (ready) return;
        await pause(500);
    }
    throw new Error(`${url} did not answer 200 within 2 minutes`);
}
