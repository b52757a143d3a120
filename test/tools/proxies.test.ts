import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { caddyFile } from "../../compose/caddy";
import { nginxFile } from "../../compose/nginx";
import { freePorts } from "../../local/process/free-port";
import { type DemoServer, startDemoServer } from "../support/demo-server";
import { callTool, timeStream } from "../support/mcp";
import { tool } from "../support/tools";
import { composeServer } from "../unit/compose/servers";
import { nginxMain, selfSigned, startProxy, withDirectory, write } from "./proxies";

const steps = 5;
const stepMilliseconds = 300;

/** The demo server, as compose publishes it. */
function published(server: DemoServer, tls: boolean) {
    return composeServer({
        name: "demo",
        path: "/demo/mcp",
        hostPort: Number(new URL(server.origin).port),
        route: {
            host: "localhost",
            tls,
            paths: [
                { path: "/demo/mcp", exact: false },
                { path: "/.well-known/oauth-protected-resource/demo/mcp", exact: true },
            ],
        },
    });
}

/** Through a proxy that keeps nothing back: a stream, a call, health; and nothing else of the server. */
async function proves(origin: string): Promise<void> {
    const { firstEventMilliseconds, endMilliseconds, events } = await timeStream(
        `${origin}/demo/mcp`,
        steps,
        stepMilliseconds,
    );
    assert.equal(events, steps);
    // Buffered, the first event would come with the last.
    assert.ok(endMilliseconds - firstEventMilliseconds > (steps - 2) * stepMilliseconds, `${firstEventMilliseconds}`);
    assert.equal(await callTool(`${origin}/demo/mcp`, "add_numbers", { numbers: [2, 3] }), "The sum is 5");
    const health = (await (await fetch(`${origin}/health/demo`)).json()) as { status: string };
    assert.equal(health.status, "healthy");
    assert.equal((await fetch(`${origin}/metrics`)).status, 404);
}

describe("proxies before a compose file", function () {
    this.timeout(900_000);
    let server: DemoServer;

    before(async function () {
        this.timeout(900_000);
        await tool("nginx");
        await tool("caddy");
        server = await startDemoServer({ MCP_PATH: "/demo/mcp" });
    });
    after(() => server?.stop());

    it("nginx takes the file, with TLS", async () => {
        await withDirectory(async (directory) => {
            const { certificate, key: certificateKey } = await selfSigned(directory, "localhost");
            const options = { httpPort: 80, httpsPort: 443, certificate, certificateKey };
            write(directory, {
                "mcp.conf": nginxFile([published(server, true)], options),
                "nginx.conf": nginxMain(directory, "mcp.conf"),
            });
            const { all } = await execa(await tool("nginx"), ["-t", "-c", join(directory, "nginx.conf")], {
                all: true,
            });
            assert.match(all, /test is successful/);
            assert.doesNotMatch(all, /\[(warn|emerg)\]/);
        });
    });

    it("nginx passes streams on as they come, and publishes the endpoint and its health only", async () => {
        await withDirectory(async (directory) => {
            const [httpPort = 0, httpsPort = 0] = await freePorts(2);
            const options = { httpPort, httpsPort, certificate: "unused", certificateKey: "unused" };
            write(directory, {
                "mcp.conf": nginxFile([published(server, false)], options),
                "nginx.conf": nginxMain(directory, "mcp.conf"),
            });
            const args = ["-c", join(directory, "nginx.conf")];
            const proxy = await startProxy(await tool("nginx"), args, httpPort, directory);
            try {
                await proves(`http://localhost:${httpPort}`);
            } finally {
                await proxy.stop();
            }
        });
    });

    it("nginx sends plain HTTP to TLS, and keeps the method", async () => {
        await withDirectory(async (directory) => {
            const [httpPort = 0, httpsPort = 0] = await freePorts(2);
            const { certificate, key: certificateKey } = await selfSigned(directory, "localhost");
            const options = { httpPort, httpsPort, certificate, certificateKey };
            write(directory, {
                "mcp.conf": nginxFile([published(server, true)], options),
                "nginx.conf": nginxMain(directory, "mcp.conf"),
            });
            const args = ["-c", join(directory, "nginx.conf")];
            const proxy = await startProxy(await tool("nginx"), args, httpPort, directory);
            try {
                const answer = await fetch(`http://localhost:${httpPort}/demo/mcp?a=1`, {
                    method: "POST",
                    redirect: "manual",
                });
                assert.equal(answer.status, 308);
                assert.equal(answer.headers.get("location"), `https://localhost:${httpsPort}/demo/mcp?a=1`);
            } finally {
                await proxy.stop();
            }
        });
    });

    it("Caddy takes the file, with TLS", async () => {
        await withDirectory(async (directory) => {
            write(directory, {
                Caddyfile: caddyFile([published(server, true)], { httpPort: 80, httpsPort: 443 }),
            });
            const args = ["validate", "--adapter", "caddyfile", "--config", join(directory, "Caddyfile")];
            const env = { HOME: directory, XDG_DATA_HOME: directory };
            const { all } = await execa(await tool("caddy"), args, { all: true, env });
            assert.match(all, /Valid configuration/);
        });
    });

    it("Caddy passes streams on as they come, and publishes the endpoint and its health only", async () => {
        await withDirectory(async (directory) => {
            const [httpPort = 0, httpsPort = 0] = await freePorts(2);
            const file = caddyFile([published(server, false)], { httpPort, httpsPort });
            // Its administration would listen on a port that is the same for all.
            write(directory, { Caddyfile: file.replace("{\n", "{\n\tadmin off\n") });
            const args = ["run", "--adapter", "caddyfile", "--config", join(directory, "Caddyfile")];
            const proxy = await startProxy(await tool("caddy"), args, httpPort, directory);
            try {
                await proves(`http://localhost:${httpPort}`);
            } finally {
                await proxy.stop();
            }
        });
    });
});
