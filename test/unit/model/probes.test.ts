import assert from "node:assert/strict";
import { healthProblems, probes } from "../../../components/model/probes";

describe("probes", () => {
    it("ask three paths of the server", () => {
        const { startupProbe, livenessProbe, readinessProbe } = JSON.parse(JSON.stringify(probes()));
        assert.deepEqual(
            [startupProbe.httpGet.path, livenessProbe.httpGet.path, readinessProbe.httpGet.path],
            ["/health", "/health", "/ready"],
        );
        const own = probes({ livenessPath: "/alive", startupPath: "/started" });
        assert.match(JSON.stringify(own.startupProbe), /"\/started"/);
        assert.match(JSON.stringify(probes({ livenessPath: "/alive" }).startupProbe), /"\/alive"/);
    });

    it("open a connection where an image has no such paths, all or one of them", () => {
        const all = probes({ kind: "tcp" });
        for (const probe of Object.values(all)) {
            assert.deepEqual(probe && "tcpSocket" in probe && probe.tcpSocket, { port: "http" });
        }
        const one = probes({ kind: "tcp", readiness: { kind: "http" } });
        assert.ok(one.readinessProbe && "httpGet" in one.readinessProbe);
        assert.ok(one.livenessProbe && "tcpSocket" in one.livenessProbe);
    });

    it("are made when the server says, each on its own", () => {
        const liveness = { initialDelaySeconds: 30, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 };
        const { livenessProbe, readinessProbe } = probes({ liveness });
        assert.deepEqual(livenessProbe, { httpGet: { path: "/health", port: "http" }, ...liveness });
        assert.deepEqual(readinessProbe, {
            httpGet: { path: "/ready", port: "http" },
            timeoutSeconds: 3,
            periodSeconds: 5,
            failureThreshold: 2,
        });
    });

    it("are left out one by one", () => {
        const { startupProbe, livenessProbe } = probes({ startup: { enabled: false } });
        assert.equal(startupProbe, undefined);
        assert.ok(livenessProbe);
    });

    it("name no host, which Pod Security refuses", () => {
        assert.ok(!JSON.stringify(probes()).includes('"host"'));
    });

    for (const [health, field] of [
        [{ kind: "grpc" }, "kind"],
        [{ startupPath: "started" }, "startupPath"],
        [{ readiness: { kind: "exec" } }, "readiness.kind"],
        [{ liveness: { periodSeconds: 0 } }, "liveness.periodSeconds"],
        [{ liveness: { timeoutSeconds: 1.5 } }, "liveness.timeoutSeconds"],
        [{ startup: { failureThreshold: 0 } }, "startup.failureThreshold"],
        [{ startup: { initialDelaySeconds: -1 } }, "startup.initialDelaySeconds"],
    ] as const) {
        it(`refuses ${JSON.stringify(health)}`, () => {
            assert.deepEqual(
                healthProblems(health).map((problem) => problem.field),
                [field],
            );
        });
    }
});
