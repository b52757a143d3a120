import assert from "node:assert/strict";
import type { KubeObject } from "../../../local/plugins/kubernetes/object";
import { waitForReadiness } from "../../../local/plugins/kubernetes/readiness/wait-for";
import { condition, view } from "./support/readiness";

describe("kubernetes stand-in: pulumi.com/waitFor", () => {
    const object = {
        metadata: { generation: 2 },
        status: {
            phase: "Synced",
            items: [{ state: "ok" }],
            conditions: [condition("Ready", "True"), condition("Stalled", "False", "Why", "because")],
        },
    };
    const judge = (annotation: string, of: KubeObject = object) => waitForReadiness(annotation).judge(view(of));

    it("waits for a condition, by default to be true", () => {
        assert.equal(judge("condition=Ready").ready, true);
        assert.equal(judge("condition=Stalled=False").ready, true);
        assert.deepEqual(judge("condition=Stalled").reasons, ["condition=Stalled: it is False (Why: because)"]);
        assert.match(judge("condition=Absent").reasons.join(), /no such condition yet/);
    });

    it("does not trust a condition of an older generation", () => {
        const stale = { ...object, status: { conditions: [{ ...condition("Ready", "True"), observedGeneration: 1 }] } };
        assert.equal(judge("condition=Ready", stale).ready, false);
    });

    it("waits for a JSON path to exist, or to have a value", () => {
        assert.equal(judge("jsonpath={.status.phase}=Synced").ready, true);
        assert.equal(judge("jsonpath={.status.items[0].state}=ok").ready, true);
        assert.equal(judge("jsonpath={.status.phase}").ready, true);
        assert.equal(judge("jsonpath={.status.missing}").ready, false);
        assert.equal(judge("jsonpath={.status.phase}=Done").ready, false);
    });

    it("waits for all of a list", () => {
        assert.equal(judge('["condition=Ready","jsonpath={.status.phase}=Synced"]').ready, true);
        assert.equal(judge('["condition=Ready","condition=Stalled"]').ready, false);
    });
});
