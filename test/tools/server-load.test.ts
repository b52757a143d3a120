import assert from "node:assert/strict";
import { Agent } from "undici";
import { hugeBytes, hugeCalls } from "../support/huge-bodies";
import { type MeasuredServer, startMeasuredServer } from "../support/measured-server";
import { behaviours, maxBodyBytes, trickle } from "../support/odd-clients";

const clients = 50;
const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** What a server may hold more after each of thousands of requests. One that is really kept takes ten times as much. */
const bytesKeptPerRequest = 400;
/** What the server, not the kernel, needs for a stream that is open; and by how much its process grows for it. */
const bytesPerStream = 48 * kibibyte;
const processBytesPerStream = 2 * bytesPerStream;

/** Calls a server in every way in turn, many at a time; returns what was answered in another way than expected. */
async function callInEveryWay(url: string, requests: number): Promise<string[]> {
    const agent = new Agent({ connections: clients, pipelining: 1 });
    const wrong: string[] = [];
    let next = 0;
    const client = async () => {
        while (next < requests) {
            const behaviour = behaviours[next % behaviours.length];
            next += 1;
            if (!behaviour) continue;
            const status = await behaviour.call(agent, url).catch((error: Error) => error.message);
            if (status !== behaviour.expected) wrong.push(`${behaviour.name}: ${status}`);
        }
    };
    await Promise.all(Array.from({ length: clients }, client));
    await agent.close();
    return wrong;
}

/**
 * Bytes that a server holds more for each request of a load, in the middle one of the rounds: a leak leaks in every one,
 * and what the engine makes once (some 9 MB of it, at no fixed time), or lets go, is in one of them.
 */
async function growth(server: MeasuredServer, requests: number, rounds: number): Promise<number> {
    const grown: number[] = [];
    for (let round = 0; round < rounds; round++) {
        const before = await server.memory();
        assert.deepEqual(await callInEveryWay(server.url, requests / rounds), []);
        const after = await server.memory();
        const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
        grown.push((bytes * rounds) / requests);
    }
    return grown.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0;
}

describe("demo server: under load", function () {
    this.timeout(120_000);
    let server: MeasuredServer;
    const start = async (variables: Record<string, string> = {}) => {
        server = await startMeasuredServer({ MAX_BODY_BYTES: String(maxBodyBytes), LOG_LEVEL: "warn", ...variables });
    };
    afterEach(() => server.kill());

    it("answers 10,000 requests of every kind as it should, slow ones too, and keeps nothing of them", async () => {
        await start();
        await callInEveryWay(server.url, 3000);
        const slow = Promise.all(Array.from({ length: 20 }, () => trickle(server.url, 3000)));
        const { rss } = await server.memory();
        const kept = await growth(server, 10_000, 5);
        assert.ok(kept < bytesKeptPerRequest, `${Math.round(kept)} bytes are kept of every request`);
        assert.ok((await server.memory()).rss - rss < 100 * mebibyte);
        for (const answer of await slow) assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
        assert.equal(await server.stop(), 0);
    });

    it("refuses bodies of 16 MiB in words that every client reads, and holds none of them", async () => {
        await start({ MAX_BODY_BYTES: String(hugeBytes / 4) });
        await callInEveryWay(server.url, 500);
        const { rss } = await server.memory();
        for (const [how, send] of Object.entries(hugeCalls)) {
            for (let round = 0; round < 5; round++) {
                const answers = await Promise.all(Array.from({ length: 8 }, () => send(server.url, hugeBytes)));
                for (const { status, text } of answers) {
                    assert.equal(status, 413, how);
                    assert.match(text, /"jsonrpc":"2\.0".*must not exceed 4194304 bytes/, how);
                }
            }
        }
        const grown = (await server.memory()).rss - rss;
        assert.ok(grown < 100 * mebibyte, `${Math.round(grown / mebibyte)} MiB more are held`);
    });

    it("would be seen to keep requests if it did", async () => {
        await start({ KEEP_EVERY_REQUEST: "true" });
        await callInEveryWay(server.url, 500);
        const kept = await growth(server, 2000, 3);
        assert.ok(kept > 2 * bytesKeptPerRequest, `only ${Math.round(kept)} bytes are kept of every request`);
    });

    it("holds 1,000 streams at a time, and ends each with its result when it is drained", async () => {
        await start({ DRAIN_SECONDS: "1", DRAIN_LIMIT_SECONDS: "60" });
        const agent = new Agent({ connections: 1000, bodyTimeout: 0 });
        const { origin, pathname } = new URL(server.url);
        const count = { name: "count_slowly", arguments: { steps: 6, interval_milliseconds: 1000 } };
        const open = () =>
            agent.request({
                origin,
                path: pathname,
                method: "POST",
                headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
                body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: count }),
            });
        await callInEveryWay(server.url, 500);
        const before = await server.memory();
        const streams = await Promise.all(Array.from({ length: 1000 }, open));
        const during = await server.memory();
        const each = (during.heapUsed + during.external - before.heapUsed - before.external) / streams.length;
        const grown = (during.rss - before.rss) / streams.length;
        const stopped = server.stop();
        const texts = await Promise.all(streams.map(({ body }) => body.text()));
        assert.equal(texts.filter((text) => text.includes("Counted to 6")).length, 1000);
        assert.equal(await stopped, 0);
        await agent.close();
        assert.ok(each < bytesPerStream, `${Math.round(each / kibibyte)} KiB are held for each stream`);
        assert.ok(grown < processBytesPerStream, `the process grew by ${Math.round(grown / kibibyte)} KiB a stream`);
    });
});
