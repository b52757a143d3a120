import assert from "node:assert/strict";
import { type RouteKind, routeKindNames } from "../../../components/model/route-kinds";
import { timeoutChain, timeoutChainProblems } from "../../../components/model/timeout-chain";
import type { TimeoutArgs } from "../../../components/model/timeouts";

const fields = (args: TimeoutArgs, kind: RouteKind) => timeoutChainProblems(args, kind).map(({ field }) => field);

describe("timeout chain", () => {
    for (const kind of routeKindNames) {
        it(`holds by default on a route of kind ${kind}, with short and with long silences`, () => {
            for (const streamIdleSeconds of [30, 600, 3600]) {
                const chain = timeoutChain({ streamIdleSeconds }, kind);
                assert.ok(chain.streamKeepAliveSeconds < streamIdleSeconds);
                assert.ok(chain.drainSeconds <= chain.drainLimitSeconds);
                assert.ok(chain.deregistrationDelaySeconds < chain.terminationGraceSeconds);
                assert.deepEqual(timeoutChainProblems({ streamIdleSeconds }, kind), []);
            }
        });
    }

    it("has servers outlast the idle connections of what stands before them", () => {
        const keepAlive = (kind: RouteKind) =>
            timeoutChain({ streamIdleSeconds: 900 }, kind).connectionKeepAliveSeconds;
        // ingress-nginx: 60. An ALB: its idle timeout, which is the silence that streams may have. Envoy: an hour.
        assert.deepEqual([keepAlive("nginx"), keepAlive("alb"), keepAlive("gateway")], [75, 915, 3615]);
    });

    it("refuses a silence that an ALB cannot bear, and an ALB's only", () => {
        assert.deepEqual(fields({ streamIdleSeconds: 4001 }, "alb"), ["streamIdleSeconds"]);
        assert.deepEqual(fields({ streamIdleSeconds: 4001 }, "nginx"), []);
    });

    it("refuses comments that come too late", () => {
        assert.deepEqual(fields({ streamIdleSeconds: 30, streamKeepAliveSeconds: 30 }, "nginx"), [
            "streamKeepAliveSeconds",
        ]);
        assert.deepEqual(fields({ streamIdleSeconds: 31, streamKeepAliveSeconds: 30 }, "nginx"), []);
    });

    it("refuses a server that closes connections before its proxy does, and says what would come of it", () => {
        const [problem] = timeoutChainProblems({ connectionKeepAliveSeconds: 60 }, "nginx");
        assert.equal(problem?.field, "connectionKeepAliveSeconds");
        assert.match(problem?.allowed ?? "", /for 60 seconds.*502/);
        assert.deepEqual(fields({ connectionKeepAliveSeconds: 61 }, "nginx"), []);
        assert.deepEqual(fields({ connectionKeepAliveSeconds: 61 }, "alb"), ["connectionKeepAliveSeconds"]);
    });
});
