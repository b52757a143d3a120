import assert from "node:assert/strict";
import { eraBehaviour, eraProblems, eras } from "../../../components/model/era";
import { autoscalerSpec, fixedReplicas, podCountProblems } from "../../../components/model/scaling";

const fields = (problems: { field: string }[]) => problems.map(({ field }) => field);

describe("number of pods", () => {
    it("is the autoscaler's unless it is fixed", () => {
        assert.equal(fixedReplicas({}), undefined);
        assert.equal(fixedReplicas({ replicas: 3 }), 3);
    });

    it("is one for a server that keeps sessions, unless it says otherwise", () => {
        assert.equal(fixedReplicas({ era: "legacy" }), 1);
        assert.equal(fixedReplicas({ era: "legacy", scaling: {} }), 1);
        assert.equal(fixedReplicas({ era: "legacy", replicas: 4 }), 4);
        assert.equal(fixedReplicas({ era: "legacy", scaling: { maxReplicas: 4 } }), undefined);
    });

    it("is fixed or scaled, not both", () => {
        assert.deepEqual(fields(podCountProblems({ replicas: 2, scaling: { maxReplicas: 3 } })), ["replicas"]);
        assert.deepEqual(podCountProblems({ replicas: 1 }), []);
    });

    it("is limited where clients are kept to pods", () => {
        assert.deepEqual(fields(podCountProblems({ era: "legacy", replicas: 11 })), ["replicas"]);
        assert.deepEqual(fields(podCountProblems({ era: "legacy", scaling: { maxReplicas: 11 } })), [
            "scaling.maxReplicas",
        ]);
        assert.deepEqual(podCountProblems({ era: "modern", scaling: { maxReplicas: 11 } }), []);
    });

    for (const scaling of [
        { targetMemoryPercent: 5 },
        { scaleDownAfterSeconds: 3601 },
        { scaleUpAfterSeconds: -1 },
        { podMetrics: [{ name: "mcp requests", averageValue: "20" }] },
        { podMetrics: [{ name: "mcp_requests", averageValue: "0" }] },
    ]) {
        it(`refuses ${JSON.stringify(scaling)}`, () => assert.equal(podCountProblems({ scaling }).length, 1));
    }
});

describe("autoscaler", () => {
    it("looks at CPU, and at memory and metrics of the pods when asked to", () => {
        assert.deepEqual(
            autoscalerSpec().metrics.map((metric) => metric.type),
            ["Resource"],
        );
        const podMetrics = [{ name: "mcp_concurrent_requests", averageValue: "20" }];
        const { metrics } = autoscalerSpec({ targetCpuPercent: 50, targetMemoryPercent: 80, podMetrics });
        assert.deepEqual(metrics, [
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
            { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } } },
            {
                type: "Pods",
                pods: {
                    metric: { name: "mcp_concurrent_requests" },
                    target: { type: "AverageValue", averageValue: "20" },
                },
            },
        ]);
    });

    it("follows the load as fast as it is told", () => {
        const { behavior } = autoscalerSpec({ scaleUpAfterSeconds: 30, scaleDownAfterSeconds: 0 });
        assert.deepEqual(behavior, {
            scaleUp: { stabilizationWindowSeconds: 30 },
            scaleDown: { stabilizationWindowSeconds: 0 },
        });
    });

    it("takes sessions away one pod at a time, within what Kubernetes takes", () => {
        const { scaleDown } = autoscalerSpec({}, "legacy").behavior;
        assert.deepEqual(scaleDown, {
            stabilizationWindowSeconds: 3600,
            policies: [{ type: "Pods", value: 1, periodSeconds: 1800 }],
        });
    });

    it("keeps Kubernetes' own pace where there are no sessions", () => {
        assert.deepEqual(autoscalerSpec().behavior.scaleDown, { stabilizationWindowSeconds: 300 });
    });
});

describe("era", () => {
    it("is sticky where sessions are, and nowhere else", () => {
        assert.deepEqual(
            eras.filter((era) => eraBehaviour(era).sticky),
            ["legacy"],
        );
        assert.deepEqual(eraBehaviour(undefined), eraBehaviour("dual"));
    });

    it("is one of those that there are", () => {
        assert.match(eraProblems("stateful")[0]?.allowed ?? "", /legacy, dual, modern/);
        assert.deepEqual(eraProblems(undefined), []);
    });
});
