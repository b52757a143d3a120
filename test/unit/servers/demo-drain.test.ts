import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type DemoServer, startDemoServer, toolCallRequest } from "../../support/demo-server";
import { callContinuously, callTool, withClient } from "../../support/mcp";

describe("demo server: drain", () => {
    const servers: DemoServer[] = [];
    const start = async (variables: Record<string, string>) => {
        const server = await startDemoServer(variables);
        servers.push(server);
        return server;
    };
    after(() => Promise.all(servers.map((server) => server.stop())));
    const status = async (url: string) => (await fetch(url)).status;

    it("is alive but not ready, and still answers, from the signal until the port closes", async () => {
        const server = await start({ DRAIN_SECONDS: "0.5", DRAIN_LIMIT_SECONDS: "1" });
        assert.equal(await status(`${server.origin}/ready`), 200);
        const stopped = server.stop();
        assert.equal(await status(`${server.origin}/ready`), 503);
        assert.equal(await status(`${server.origin}/health`), 200);
        assert.equal(await callTool(server.url, "add_numbers", { numbers: [1, 1] }), "The sum is 2");
        await stopped;
        await assert.rejects(fetch(`${server.origin}/health`));
    });

    it("closes the connection after every answer, streams included", async () => {
        const server = await start({ DRAIN_SECONDS: "0.3", DRAIN_LIMIT_SECONDS: "1" });
        const stopped = server.stop();
        const json = await fetch(`${server.origin}/health`);
        const args = { steps: 1, interval_milliseconds: 100 };
        const stream = await fetch(server.url, toolCallRequest("count_slowly", args));
        assert.equal(json.headers.get("connection"), "close");
        assert.equal(stream.headers.get("content-type"), "text/event-stream");
        assert.equal(stream.headers.get("connection"), "close");
        await stream.text();
        await stopped;
    });

    it("lets a stream that is open end by itself, and ends then", async () => {
        const server = await start({ DRAIN_SECONDS: "0.1", DRAIN_LIMIT_SECONDS: "60" });
        const args = { steps: 5, interval_milliseconds: 100 };
        const text = await callTool(server.url, "count_slowly", args, {}, () => void server.stop());
        assert.equal(text, "Counted to 5");
        await server.stop();
        assert.match(server.logText(), /"cutOff":0,"msg":"stopped"/);
    });

    it("closes the connection of a stream that began before as soon as that has ended, so that no call follows it", async () => {
        const server = await start({ DRAIN_SECONDS: "0", DRAIN_LIMIT_SECONDS: "60" });
        const agent = new Agent({ keepAlive: true });
        const long = await fetch(
            server.url,
            toolCallRequest("count_slowly", { steps: 30, interval_milliseconds: 100 }),
        );
        const { socket, ended } = await streamBy(agent, server.url, { steps: 5, interval_milliseconds: 50 });
        const closed = once(socket, "close");
        const stopped = server.stop();
        await ended;
        await closed;
        assert.doesNotMatch(server.logText(), /"msg":"stopped"/, "the connection was closed only with the server");
        await long.text();
        await stopped;
        assert.match(server.logText(), /"cutOff":0,"msg":"stopped"/);
    });

    it("cuts what is still open at the limit", async () => {
        const server = await start({ DRAIN_SECONDS: "0", DRAIN_LIMIT_SECONDS: "0.3" });
        const args = { steps: 100, interval_milliseconds: 50 };
        const stream = await fetch(server.url, toolCallRequest("count_slowly", args));
        const cut = assert.rejects(stream.text(), /terminated/);
        await server.stop();
        await cut;
        assert.match(server.logText(), /"cutOff":1,"msg":"stopped"/);
    });

    it("does not wait for subscriptions, which end only with their client", async () => {
        const server = await start({ DRAIN_SECONDS: "0", DRAIN_LIMIT_SECONDS: "60" });
        await withClient(server.url, {}, async (client) => {
            await client.listen({ toolsListChanged: true });
            await server.stop();
        });
        assert.match(server.logText(), /"cutOff":0,"msg":"stopped"/);
    });

    it("serves every call for as long as load balancers may still send some", async () => {
        const server = await start({ DRAIN_SECONDS: "0.5", DRAIN_LIMIT_SECONDS: "5" });
        const load = callContinuously(server.url, pause(400), { clients: 3, pauseMilliseconds: 1 });
        await pause(100);
        const stopped = server.stop();
        const { calls, failures } = await load;
        await stopped;
        assert.deepEqual(failures, []);
        assert.ok(calls > 3, `${calls} calls`);
    });
});

/** A stream over a connection that its client would keep: the connection, once events arrive, and the stream's end. */
async function streamBy(agent: Agent, url: string, args: object): Promise<{ socket: Socket; ended: Promise<unknown> }> {
    const { method, headers, body } = toolCallRequest("count_slowly", args);
    const asked = request(url, { agent, method, headers: Object.fromEntries(new Headers(headers)) });
    asked.end(String(body));
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    const ended = once(response, "end");
    response.resume();
    return { socket: response.socket, ended };
}
