import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "redis";
import { freePort } from "../../local/process/free-port";
import { type DemoServer, startDemoServer, toolCallRequest } from "../support/demo-server";
import { type Redis, startRedis } from "../support/redis";

const installationMinutes = 10;
/** Longer than the result of a check is kept, and than the pause between tries to connect. */
const noticedWithinMilliseconds = 10_000;
/** Much longer than a pod waits for an answer. */
const silentMilliseconds = 6000;

describe("servers with redis", function () {
    this.timeout(installationMinutes * 60_000);
    let redis: Redis;
    let pods: DemoServer[] = [];
    before(async () => {
        redis = await startRedis("127.0.0.1", await freePort());
    });
    afterEach(async () => {
        await Promise.all(pods.map((pod) => pod.stop()));
        pods = [];
    });
    after(() => redis?.remove());

    const start = async (MCP_SERVER_NAME: string, variables: Record<string, string> = {}) => {
        const pod = await startDemoServer({
            MCP_SERVER_NAME,
            REDIS_URL: redis.url,
            RATE_LIMIT: "4/minute",
            ...variables,
        });
        pods.push(pod);
        await statusOf(pod, "ready");
        return pod;
    };
    const call = async ({ url }: DemoServer) =>
        (await fetch(url, toolCallRequest("add_numbers", { numbers: [1] }))).status;
    const ready = async ({ origin }: DemoServer) => {
        const response = await fetch(`${origin}/ready`);
        return { code: response.status, ...((await response.json()) as { status: string }) };
    };
    /** Waits until the pod says so of itself. */
    const statusOf = async (pod: DemoServer, wanted: string) => {
        const end = performance.now() + noticedWithinMilliseconds;
        for (;;) {
            const { code, status } = await ready(pod);
            if (status === wanted) return code;
            assert.ok(performance.now() < end, `the pod is ${status}, not ${wanted}`);
            await sleep(100);
        }
    };

    it("counts a caller's requests for all pods together", async () => {
        const [first, second] = [await start("shared"), await start("shared")];
        const statuses = [];
        for (const pod of [first, second, first, second, first, second]) statuses.push(await call(pod));
        assert.deepEqual(statuses, [200, 200, 200, 200, 429, 429]);
    });

    it("serves on, and counts by itself, while redis is away; and counts there again afterwards", async () => {
        const pod = await start("alone");
        assert.equal(await call(pod), 200);
        await redis.stop();
        const started = performance.now();
        const statuses = [];
        for (let request = 0; request < 5; request += 1) statuses.push(await call(pod));
        assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
        assert.ok(performance.now() - started < 2000, "calls waited for redis");
        assert.equal(await statusOf(pod, "degraded"), 200);
        assert.equal(pod.logText().match(/"redis is lost"/g)?.length, 1);
        await redis.start();
        assert.equal(await statusOf(pod, "ready"), 200);
        const other = await start("alone");
        const later = [];
        // One of the four was counted before.
        for (let request = 0; request < 4; request += 1) later.push(await call(other));
        assert.deepEqual(later, [200, 200, 200, 429]);
    });

    it("serves on, and counts by itself, while redis is silent; and has it again afterwards", async () => {
        const pod = await start("hearing-nothing", { REDIS_TIMEOUT_SECONDS: "0.5" });
        assert.equal(await call(pod), 200);
        const silencer = await createClient({ url: redis.url }).connect();
        await silencer.sendCommand(["CLIENT", "PAUSE", String(silentMilliseconds), "ALL"]);
        silencer.destroy();
        const started = performance.now();
        const statuses = [];
        for (let request = 0; request < 5; request += 1) statuses.push(await call(pod));
        assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
        assert.ok(performance.now() - started < silentMilliseconds, "calls waited for redis");
        assert.equal(await statusOf(pod, "degraded"), 200);
        assert.match(pod.logText(), /"reason":"no answer within 0\.5 s","msg":"redis is lost"/);
        assert.equal(await statusOf(pod, "ready"), 200);
    });

    it("ends although redis is away", async () => {
        const pod = await start("ending");
        await redis.stop();
        await pod.stop();
        await redis.start();
        assert.match(pod.logText(), /"stopped"/);
    });
});
