import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { driftIn } from "../../../../release/summary/drift";
import { driftMarkdown } from "../../../../release/summary/drift-markdown";
import { driftedServer, withStep } from "./recorded";

const deployment = "kubernetes:apps/v1:Deployment";
const autoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

const told = (events: EngineEvent[]) =>
    driftIn(events).map(({ resource, path, expected, found }) => [
        resource.server,
        resource.kind,
        path,
        expected,
        found,
    ]);

/** The refresh with another number of live pods, and with or without the autoscaler. */
function scaledTo(replicas: number, by: "engine" | "autoscaler"): EngineEvent[] {
    const events = withStep(driftedServer(), deployment, (step) => {
        for (const properties of [step.new?.inputs, step.new?.outputs]) {
            if (properties?.spec) properties.spec.replicas = replicas;
        }
        // Where the field is left to others the engine says "same".
        step.op = by === "engine" ? "update" : "same";
    });
    return events.filter(
        ({ resOutputsEvent }) =>
            resOutputsEvent?.metadata.op !== "delete" &&
            (by === "autoscaler" || resOutputsEvent?.metadata.type !== autoscaler),
    );
}

describe("drift", () => {
    it("is what was deleted by hand, and a number of pods that no autoscaler would choose", () => {
        assert.deepEqual(told(driftedServer()), [
            ["demo", "Deployment", "spec.replicas", "2 to 5 by its autoscaler", 0],
            ["demo", "iam RolePolicy", "", "is there", undefined],
        ]);
    });

    it("is no number of pods within the bounds of an autoscaler", () => {
        for (const replicas of [2, 4, 5]) assert.deepEqual(told(scaledTo(replicas, "autoscaler")), []);
        for (const replicas of [1, 6]) assert.equal(told(scaledTo(replicas, "autoscaler")).length, 1);
    });

    it("is every other number of pods where the number is fixed", () => {
        assert.deepEqual(told(scaledTo(3, "engine")), [["demo", "Deployment", "spec.replicas", 2, 3]]);
    });

    it("is told by field, also in lists and under keys with dots", () => {
        const events = withStep(scaledTo(2, "engine"), deployment, (step) => {
            const { metadata, spec } = step.new?.inputs ?? {};
            metadata.labels["app.kubernetes.io/part-of"] = "something-else";
            spec.template.spec.containers[0].image = "localhost:5000/other:1";
        });
        assert.deepEqual(
            told(events).map(([, , path, , found]) => [path, found]),
            [
                ['metadata.labels["app.kubernetes.io/part-of"]', "something-else"],
                ["spec.template.spec.containers[0].image", "localhost:5000/other:1"],
            ],
        );
    });

    it("is a table with what is expected and what was found, and how it is put right", () => {
        const markdown = driftMarkdown("staging", driftIn(driftedServer()));
        assert.match(markdown, /### `staging` differs from its last update in 2 places/);
        assert.match(
            markdown,
            /\| `demo` \| Deployment `demo` `spec.replicas` \| `"2 to 5 by its autoscaler"` \| `0` \|/,
        );
        assert.match(markdown, /\| `demo` \| iam RolePolicy `demo-mcp` \| is there \| \*\*is gone\*\* \|/);
        assert.match(markdown, /- `kubectl scale deployment demo-mcp --namespace e2e-staging --replicas 2`/);
        assert.equal(driftMarkdown("staging", []), "### `staging` is as its last update left it\n");
    });
});
