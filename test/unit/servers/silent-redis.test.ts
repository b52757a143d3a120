import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { notes } from "../../../servers/notes/definition";
import { connectRedis, type Redis } from "../../../servers/runtime/dependencies/redis";
import { type DemoServer, startDemoServer, startRuntime, toolCallRequest } from "../../support/demo-server";
import { callTool } from "../../support/mcp";

const timeoutSeconds = 0.5;
/** The limit, what a PING is sent later than that, and what a busy machine takes. */
const givenUpWithinMilliseconds = 1500;

/** As much of redis as a connection and the rate limit take; it can go silent without closing a connection. */
interface FakeRedis {
    url: string;
    silent: boolean;
    stop(): void;
}

async function startFakeRedis(): Promise<FakeRedis> {
    const sockets = new Set<Socket>();
    const counts = new Map<string, number>();
    const replyTo = ([name = "", , , key = ""]: string[]): string => {
        if (name === "HELLO") return "%1\r\n+proto\r\n:3\r\n";
        if (name === "PING") return "+PONG\r\n";
        if (name !== "EVAL") return "+OK\r\n";
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return `*2\r\n:${counts.get(key)}\r\n:60000\r\n`;
    };
    const redis: FakeRedis = {
        url: "",
        silent: false,
        stop() {
            server.close();
            for (const socket of sockets) socket.destroy();
        },
    };
    const server = createServer((socket) => {
        sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
        socket.on("data", (data) => {
            if (!redis.silent) socket.write(commandsIn(String(data)).map(replyTo).join(""));
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    redis.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return redis;
}

/** Commands as clients send them: arrays of texts, each after its length. Short ones come whole. */
function commandsIn(data: string): string[][] {
    return data
        .split(/^\*\d+\r\n/m)
        .slice(1)
        .map((command) => [...command.matchAll(/\$\d+\r\n([\s\S]*?)\r\n(?=\$|$)/g)].map(([, text = ""]) => text));
}

describe("servers: a redis that takes what is sent and answers nothing", function () {
    this.timeout(20_000);
    let fake: FakeRedis;
    const stops: (() => unknown)[] = [];
    beforeEach(async () => {
        fake = await startFakeRedis();
    });
    afterEach(async () => {
        await Promise.all(stops.splice(0).map((stop) => stop()));
        fake.stop();
    });

    const variables = () => ({ REDIS_URL: fake.url, REDIS_TIMEOUT_SECONDS: String(timeoutSeconds) });
    const ready = async (server: DemoServer): Promise<DemoServer> => {
        stops.push(server.stop);
        for (const end = Date.now() + 5000; Date.now() < end; await pause(50)) {
            const { status } = (await (await fetch(`${server.origin}/ready`)).json()) as { status: string };
            if (status === "ready") return server;
        }
        throw new Error(`the server does not become ready: ${server.logText()}`);
    };
    const connect = async (lines: string[] = []): Promise<Redis> => {
        const log = pino({}, { write: (line) => lines.push(line) });
        const redis = connectRedis(fake.url, { REDIS_TIMEOUT_SECONDS: timeoutSeconds }, log);
        stops.push(() => redis.close());
        await once(redis.client, "ready");
        return redis;
    };
    const took = async (work: () => Promise<unknown>) => {
        const started = performance.now();
        await work();
        return performance.now() - started;
    };

    it("fails every command within its time, however often it is written to", async () => {
        const { client } = await connect();
        fake.silent = true;
        const writing = setInterval(() => client.ping().catch(() => {}), 20);
        try {
            const milliseconds = await took(() => assert.rejects(client.get("a")));
            assert.ok(milliseconds < givenUpWithinMilliseconds, `${milliseconds} ms`);
        } finally {
            clearInterval(writing);
        }
    });

    it("is connected to anew until it answers, and told of once", async () => {
        const lines: string[] = [];
        const { client } = await connect(lines);
        fake.silent = true;
        await assert.rejects(client.get("a"));
        await assert.rejects(client.get("a"));
        fake.silent = false;
        await once(client, "ready");
        assert.equal(await client.ping(), "PONG");
        assert.equal(lines.filter((line) => line.includes('"redis is lost"')).length, 1);
        assert.match(lines.join(""), /"reason":"no answer within 0\.5 s"/);
    });

    it("keeps no transaction waiting for the next connection", async () => {
        const { client } = await connect();
        fake.silent = true;
        await assert.rejects(client.get("a"));
        const transaction = async () => client.multi().hSet("a", "b", "c").execTyped();
        const milliseconds = await took(() => assert.rejects(transaction(), /no connection/));
        assert.ok(milliseconds < 100, `${milliseconds} ms`);
    });

    it("is waited for by calls for a moment only: the rate is counted without it, each call once", async () => {
        const server = await ready(
            await startDemoServer({ ...variables(), REDIS_TIMEOUT_SECONDS: "2", RATE_LIMIT: "6/minute" }),
        );
        const call = async () => (await fetch(server.url, toolCallRequest("add_numbers", { numbers: [1] }))).status;
        assert.equal(await call(), 200);
        fake.silent = true;
        const statuses: number[] = [];
        for (let calls = 0; calls < 7; calls += 1) {
            const milliseconds = await took(async () => statuses.push(await call()));
            assert.ok(milliseconds < 1500, `call ${calls} took ${milliseconds} ms`);
        }
        assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 429]);
    });

    it("gets callers of a server that needs it an answer that says so, however many call", async () => {
        const server = await ready(await startRuntime(notes, variables()));
        const others: Promise<unknown>[] = [];
        const callOn = () => void others.push(callTool(server.url, "list_notes", {}).catch(() => {}));
        fake.silent = true;
        const calling = setInterval(callOn, 200);
        try {
            for (const [tool, args] of [
                ["list_notes", {}],
                ["keep_note", { title: "a", text: "b" }],
            ] as const) {
                const call = () => callTool(server.url, tool, args);
                const milliseconds = await took(() =>
                    assert.rejects(call, /the notes cannot be reached now; try again/),
                );
                assert.ok(milliseconds < givenUpWithinMilliseconds, `${tool}: ${milliseconds} ms`);
            }
        } finally {
            clearInterval(calling);
            await server.stop();
            await Promise.all(others);
        }
    });
});
