import assert from "node:assert/strict";
import { driftedInputs, pruned } from "../../../local/plugins/kubernetes/drift";
import { takeOver } from "../../../local/plugins/kubernetes/field-managers";
import { withIgnoredChanges } from "../../../local/plugins/kubernetes/ignore-changes";
import type { Properties } from "../../../local/plugins/shared";

describe("kubernetes stand-in: drift", () => {
    it("does not take the server's spelling of a quantity for drift", () => {
        const inputs = { spec: { cpu: "1000m", replicas: 2 } };
        assert.deepEqual(
            driftedInputs(inputs, { spec: { cpu: "1", replicas: 2 } }, { spec: { cpu: "1", replicas: 2 } }),
            inputs,
        );
    });

    it("puts the live value in place of an input that was changed in the cluster", () => {
        const inputs = { spec: { cpu: "1000m", replicas: 2 } };
        const drifted = driftedInputs(inputs, { spec: { cpu: "1", replicas: 2 } }, { spec: { cpu: "1", replicas: 5 } });
        assert.deepEqual(drifted, { spec: { cpu: "1000m", replicas: 5 } });
    });

    it("drops an input that was removed in the cluster", () => {
        const inputs = { data: { a: "1", b: "2" } };
        assert.deepEqual(driftedInputs(inputs, inputs, { data: { a: "1" } }), { data: { a: "1" } });
    });

    it("leaves out what was added in the cluster outside the inputs' shape", () => {
        const inputs = { metadata: { labels: { a: "1" } } };
        assert.deepEqual(
            driftedInputs(inputs, inputs, { metadata: { labels: { a: "1", other: "x" }, uid: "u" } }),
            inputs,
        );
    });

    it("finds the changed item of a list", () => {
        const inputs = { ports: [{ port: 80 }, { port: 90 }] };
        const expected = {
            ports: [
                { port: 80, protocol: "TCP" },
                { port: 90, protocol: "TCP" },
            ],
        };
        const live = {
            ports: [
                { port: 80, protocol: "TCP" },
                { port: 91, protocol: "TCP" },
            ],
        };
        assert.deepEqual(driftedInputs(inputs, expected, live), { ports: [{ port: 80 }, { port: 91 }] });
    });

    it("shows a list that has become longer or shorter as it is", () => {
        const inputs = { env: [{ name: "A" }, { name: "B" }] };
        assert.deepEqual(driftedInputs(inputs, inputs, { env: [{ name: "A" }] }), { env: [{ name: "A" }] });
    });

    it("falls back to live values in the shape of the inputs", () => {
        assert.deepEqual(pruned({ a: 1, b: { c: 2, d: 3 }, e: [{ f: 1, g: 2 }] }, { b: { c: 0 }, e: [{ f: 0 }] }), {
            b: { c: 2 },
            e: [{ f: 1 }],
        });
    });
});

const managed = (...entries: Properties[]): Properties => ({ metadata: { managedFields: entries } });
const entry = (manager: string, operation: string, fieldsV1: Properties, more: Properties = {}): Properties => ({
    manager,
    operation,
    fieldsV1,
    ...more,
});

describe("kubernetes stand-in: field managers", () => {
    it("takes over the fields of the creation and of kubectl, and leaves controllers theirs", () => {
        const controller = entry("kube-controller-manager", "Update", { "f:status": {} }, { subresource: "status" });
        const live = managed(
            entry("pulumi-kubernetes", "Update", { "f:spec": { "f:a": {} } }),
            controller,
            entry("kubectl-edit", "Update", { "f:spec": { "f:b": {} } }),
        );
        assert.deepEqual(takeOver(live, "ours"), [
            controller,
            entry("ours", "Apply", { "f:spec": { "f:a": {}, "f:b": {} } }),
        ]);
    });

    it("does not take over `kubectl scale`, so that the update tells of the conflict", () => {
        const scaled = entry("kubectl", "Update", { "f:spec": { "f:replicas": {} } }, { subresource: "scale" });
        assert.equal(takeOver(managed(scaled, entry("ours", "Apply", {})), "ours"), undefined);
    });
});

describe("kubernetes stand-in: ignoreChanges", () => {
    const inputs = { spec: { replicas: 2, paused: false } };

    it("leaves a field to the manager that has it", () => {
        const live = { spec: { replicas: 7 }, ...managed(entry("hpa", "Update", { "f:spec": { "f:replicas": {} } })) };
        assert.deepEqual(withIgnoredChanges(inputs, live, ["spec.replicas"], "ours"), { spec: { paused: false } });
    });

    it("sends the live value of a field that is its own, so that it stays", () => {
        const live = { spec: { replicas: 7 }, ...managed(entry("ours", "Apply", { "f:spec": { "f:replicas": {} } })) };
        assert.deepEqual(withIgnoredChanges(inputs, live, ["spec.replicas"], "ours"), {
            spec: { replicas: 7, paused: false },
        });
    });

    it("reads keys with dots, and leaves lists as the state has them", () => {
        const live = { metadata: { annotations: { "a.b/c": "live" } } };
        const annotated = { metadata: { annotations: { "a.b/c": "mine" } }, list: [1] };
        const result = withIgnoredChanges(annotated, live, ['metadata.annotations["a.b/c"]', "list[0]"], "ours");
        assert.deepEqual(result, { metadata: { annotations: { "a.b/c": "live" } }, list: [1] });
    });
});
