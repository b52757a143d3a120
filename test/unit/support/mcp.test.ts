import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
// As the clients under test: beside it, the fetch of Node.js 20 never ends a POST.
import { fetch } from "undici";
import { startDemoServer } from "../../support/demo-server";
import { callContinuously, callTool, timeStream } from "../../support/mcp";

describe("MCP client for tests", () => {
    it("reports the calls that a server drops", async () => {
        const server = await startDemoServer();
        const load = callContinuously(server.url, pause(400), { clients: 2, pauseMilliseconds: 1 });
        await pause(100);
        await server.stop();
        const { calls, failures } = await load;
        assert.ok(calls > 0);
        assert.ok(failures.length > 0);
        assert.match(failures.at(-1)?.message ?? "", /ECONNREFUSED/);
    });

    it("ends a load at its longest time", async () => {
        const server = await startDemoServer();
        const never = new Promise<void>(() => {});
        const { failures } = await callContinuously(server.url, never, { longestMilliseconds: 100 });
        await server.stop();
        assert.deepEqual(failures, []);
    });

    it("sends its headers with every request", async () => {
        const seen: (string | undefined)[] = [];
        const server = createServer((request, response) => {
            seen.push(request.headers.authorization);
            response.writeHead(401).end();
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
        await assert.rejects(callTool(url, "any", {}, { headers: { authorization: "Bearer t" } }));
        server.close();
        assert.equal(seen[0], "Bearer t");
    });

    it("reaches names below localhost, and others by the lookup it is given", async () => {
        const server = await startDemoServer({ HOST: "localhost" });
        const port = new URL(server.url).port;
        const add = (host: string, lookup?: Parameters<typeof callTool>[3]) =>
            callTool(`http://${host}:${port}/demo/mcp`, "add_numbers", { numbers: [1] }, lookup);
        try {
            assert.equal(await add("demo.localhost"), "The sum is 1");
            const toServer = { address: new URL(server.url).hostname, family: 4 };
            const answer = await add("demo.example.com", {
                lookup: (_host, _options, callback) => callback(null, [toServer]),
            });
            assert.equal(answer, "The sum is 1");
        } finally {
            await server.stop();
        }
    });

    it("tells a buffered answer from a streamed one", async () => {
        const server = await startDemoServer();
        const buffering = createServer(async (request, response) => {
            const chunks: Buffer[] = [];
            for await (const chunk of request) chunks.push(chunk as Buffer);
            const { host: _host, connection: _connection, ...headers } = request.headers as Record<string, string>;
            const answer = await fetch(server.url, { method: "POST", headers, body: Buffer.concat(chunks) });
            response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
            response.end(await answer.text());
        });
        await new Promise<void>((resolve) => buffering.listen(0, "127.0.0.1", resolve));
        const proxied = `http://127.0.0.1:${(buffering.address() as AddressInfo).port}/demo/mcp`;
        const interval = 100;
        const direct = await timeStream(server.url, 4, interval);
        const buffered = await timeStream(proxied, 4, interval);
        buffering.close();
        await server.stop();
        const lag = ({ firstEventMilliseconds, endMilliseconds }: typeof direct) =>
            endMilliseconds - firstEventMilliseconds;
        assert.ok(lag(direct) > 2 * interval, JSON.stringify(direct));
        assert.ok(lag(buffered) < interval, JSON.stringify(buffered));
    });
});
