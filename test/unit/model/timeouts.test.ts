import assert from "node:assert/strict";
import { serverEnvironment, settingsDigest, variableProblems } from "../../../components/model/server-environment";
import { timeoutProblems, timeouts } from "../../../components/model/timeouts";

describe("timeouts", () => {
    for (const args of [{}, { terminationGraceSeconds: 300 }, { drainSeconds: 0, terminationGraceSeconds: 10 }]) {
        it(`drains, then cuts, then is killed, in that order, with ${JSON.stringify(args)}`, () => {
            const { drainSeconds, drainLimitSeconds, terminationGraceSeconds } = timeouts(args);
            assert.ok(drainSeconds <= drainLimitSeconds);
            assert.ok(drainLimitSeconds < terminationGraceSeconds);
            assert.deepEqual(timeoutProblems(args), []);
        });
    }

    it("keeps a silent stream alive more often than the shortest route may be idle", () => {
        assert.ok(timeouts().streamKeepAliveSeconds < 30);
        assert.equal(timeoutProblems({ streamIdleSeconds: 29 })[0]?.field, "streamIdleSeconds");
    });

    it("keeps connections open longer than proxies do, which is 60 s for ALB and ingress-nginx", () => {
        assert.ok(timeouts().connectionKeepAliveSeconds > 60);
    });

    it("refuses a grace period that leaves no time between drain and kill", () => {
        const [problem] = timeoutProblems({ drainSeconds: 60 });
        assert.deepEqual([problem?.field, problem?.found], ["terminationGraceSeconds", 60]);
        assert.match(problem?.allowed ?? "", /from 70/);
    });
});

describe("wait before a pod is told to end", () => {
    it("counts as part of the grace period", () => {
        const { drainLimitSeconds } = timeouts({ preStopSeconds: 20 });
        assert.equal(drainLimitSeconds, 60 - 20 - 10);
        const [problem] = timeoutProblems({ preStopSeconds: 50 });
        assert.deepEqual([problem?.field, /from 65/.test(problem?.allowed ?? "")], ["terminationGraceSeconds", true]);
    });

    it("is up to five minutes", () => {
        assert.equal(
            timeoutProblems({ preStopSeconds: 301, terminationGraceSeconds: 900 })[0]?.field,
            "preStopSeconds",
        );
    });
});

describe("server environment", () => {
    it("tells the server its port, path and times", () => {
        const environment = serverEnvironment(
            "demo",
            { port: 9000, path: "/demo/mcp", era: "legacy" },
            timeouts({ terminationGraceSeconds: 100 }),
        );
        assert.deepEqual(environment, {
            PORT: "9000",
            MCP_PATH: "/demo/mcp",
            MCP_SERVER_NAME: "demo",
            MCP_ERA: "legacy",
            DRAIN_SECONDS: "5",
            DRAIN_LIMIT_SECONDS: "90",
            KEEP_ALIVE_SECONDS: "75",
            STREAM_KEEP_ALIVE_SECONDS: "15",
        });
    });

    it("keeps every variable that it sets from being set otherwise", () => {
        const names = Object.keys(serverEnvironment("demo", {}, timeouts()));
        assert.equal(variableProblems(names, []).length, names.length);
        assert.equal(variableProblems([], names).length, names.length);
    });

    it("refuses a setting that is a secret as well", () => {
        assert.deepEqual(
            variableProblems(["TOKEN"], ["TOKEN"]).map(({ field }) => field),
            ["settings.TOKEN"],
        );
    });
});

describe("settings digest", () => {
    it("is another for another value and for another name", () => {
        const settings: Record<string, string>[] = [{ A: "1" }, { A: "2" }, { B: "1" }, { A: "1", B: "1" }];
        const digests = settings.map(settingsDigest);
        assert.equal(new Set(digests).size, 4);
    });

    it("does not mind the order of the settings", () => {
        assert.equal(settingsDigest({ A: "1", B: "2" }), settingsDigest({ B: "2", A: "1" }));
    });
});
