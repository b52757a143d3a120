import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { defineServer } from "../../../servers/runtime/definition";
import { Readiness } from "../../../servers/runtime/health/readiness";
import { type DemoServer, startRuntime } from "../../support/demo-server";

/** Longer than the result of a check is kept. */
const untilAskedAnewMilliseconds = 1100;

describe("servers: readiness", function () {
    this.timeout(20_000);
    /** What the dependency does when it is asked. */
    let answer: () => Promise<void>;
    let asked = 0;
    let server: DemoServer | undefined;
    beforeEach(() => {
        asked = 0;
        answer = async () => {};
    });
    afterEach(() => server?.stop());

    const withDatabase = defineServer({
        name: "with-database",
        version: "0.1.0",
        settings: {},
        open: () => ({
            tools: [],
            dependencies: [
                {
                    name: "database",
                    check() {
                        asked += 1;
                        return answer();
                    },
                },
            ],
        }),
    });
    const start = async (variables: Record<string, string> = {}) => {
        server = await startRuntime(withDatabase, variables);
        return server;
    };
    const ready = async ({ origin }: DemoServer) => {
        const response = await fetch(`${origin}/ready`);
        const body = (await response.json()) as { status: string; checks: Record<string, { status: string }> };
        return { code: response.status, status: body.status, database: body.checks.database?.status };
    };
    const refused = () => Promise.reject(new Error("connection refused"));

    it("is not ready before what it needs has answered once", async () => {
        answer = refused;
        const running = await start();
        assert.deepEqual(await ready(running), {
            code: 503,
            status: "starting",
            database: "error: connection refused",
        });
        assert.equal((await fetch(`${running.origin}/health`)).status, 200);
        answer = async () => {};
        await sleep(untilAskedAnewMilliseconds);
        assert.deepEqual(await ready(running), { code: 200, status: "ready", database: "ok" });
    });

    it("stays when it loses a dependency later, and says so: in the body, once in the log, as a metric", async () => {
        const running = await start();
        assert.equal((await ready(running)).status, "ready");
        answer = refused;
        await sleep(untilAskedAnewMilliseconds);
        assert.deepEqual(await ready(running), {
            code: 200,
            status: "degraded",
            database: "error: connection refused",
        });
        await sleep(untilAskedAnewMilliseconds);
        await ready(running);
        assert.equal(running.logText().match(/"dependency does not answer"/g)?.length, 1);
        const metrics = await (await fetch(`${running.origin}/metrics`)).text();
        assert.match(metrics, /mcp_dependency_up\{[^}]*dependency="database"[^}]*\} 0/);
    });

    it("goes when READY_REQUIRES names what it lost", async () => {
        const running = await start({ READY_REQUIRES: "database" });
        assert.equal((await ready(running)).code, 200);
        answer = refused;
        await sleep(untilAskedAnewMilliseconds);
        assert.deepEqual(await ready(running), { code: 503, status: "unready", database: "error: connection refused" });
    });

    it("answers a probe in time when a dependency never does, and asks once for many probes", async () => {
        answer = () => new Promise(() => {});
        const running = await start();
        const started = performance.now();
        const answers = await Promise.all([ready(running), ready(running), ready(running)]);
        assert.ok(performance.now() - started < 2900, "a probe waits 3 s");
        assert.equal(answers[0].database, "error: no answer within 1 s");
        assert.equal(asked, 1);
    });

    it("refuses READY_REQUIRES of a name that no dependency has", () => {
        assert.throws(
            () => new Readiness([{ name: "redis", check: async () => {} }], ["reddis"], () => {}),
            /READY_REQUIRES names reddis, but of dependencies this server has redis/,
        );
    });
});
