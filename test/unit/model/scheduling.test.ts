import assert from "node:assert/strict";
import { scheduling, schedulingProblems } from "../../../components/model/scheduling";

describe("scheduling", () => {
    it("asks for no particular node", () => {
        assert.deepEqual(Object.keys(scheduling("demo")), ["affinity", "topologySpreadConstraints"]);
    });

    it("refuses two pods of one version on a node when that is required, and lets a rollout begin", () => {
        const { affinity } = scheduling("demo", { antiAffinity: "required" });
        assert.deepEqual(JSON.parse(JSON.stringify(affinity.podAntiAffinity)), {
            requiredDuringSchedulingIgnoredDuringExecution: [
                {
                    labelSelector: {
                        matchLabels: {
                            "app.kubernetes.io/name": "demo-mcp",
                            "app.kubernetes.io/component": "mcp-server",
                        },
                    },
                    topologyKey: "kubernetes.io/hostname",
                    matchLabelKeys: ["pod-template-hash"],
                },
            ],
        });
    });

    it("waits for a zone when an even spread is required", () => {
        const [spread] = scheduling("demo", { zoneSpread: "required" }).topologySpreadConstraints;
        assert.equal(spread?.whenUnsatisfiable, "DoNotSchedule");
    });

    it("hands on labels of nodes, taints and the priority", () => {
        const args = {
            nodeSelector: { "kubernetes.io/arch": "arm64" },
            tolerations: [{ key: "dedicated", operator: "Equal", value: "mcp", effect: "NoSchedule" }],
            priorityClassName: "mcp-high",
        };
        const { nodeSelector, tolerations, priorityClassName } = scheduling("demo", args);
        assert.deepEqual({ nodeSelector, tolerations, priorityClassName }, args);
    });

    it("takes every taint by Exists without a key", () => {
        assert.deepEqual(schedulingProblems({ tolerations: [{ operator: "Exists" }] }), []);
    });

    for (const [args, field] of [
        [{ antiAffinity: "hard" }, "antiAffinity"],
        [{ zoneSpread: "DoNotSchedule" }, "zoneSpread"],
        [{ nodeSelector: { "no label": "x" } }, "nodeSelector.no label"],
        [{ nodeSelector: { arch: "a b" } }, "nodeSelector.arch"],
        [{ tolerations: [{ value: "x" }] }, "tolerations[0].key"],
        [{ tolerations: [{ key: "a", operator: "In" }] }, "tolerations[0].operator"],
        [{ tolerations: [{ key: "a", operator: "Exists", value: "b" }] }, "tolerations[0].value"],
        [{ tolerations: [{ key: "a", effect: "Never" }] }, "tolerations[0].effect"],
        [{ priorityClassName: "High" }, "priorityClassName"],
    ] as const) {
        it(`refuses ${JSON.stringify(args)}`, () => {
            const problems = schedulingProblems(JSON.parse(JSON.stringify(args)));
            assert.deepEqual(
                problems.map((problem) => problem.field),
                [field],
            );
        });
    }
});
