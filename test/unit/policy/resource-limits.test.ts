import assert from "node:assert/strict";
import { resourceLimits } from "../../../policy/rules/resource-limits";
import { container, deployment, pod, running, said } from "./judged";

const { requests, limits } = container().resources;

describe("policy rule resource-limits", () => {
    it("passes requests and limits of all three", () =>
        assert.deepEqual(said(resourceLimits, running(container())), []));

    it("refuses a container without any, amount by amount", () => {
        assert.equal(said(resourceLimits, running(container({ resources: undefined }))).length, 3);
    });

    it("refuses requests without limits, and passes limits without requests, which then are the same", () => {
        assert.equal(said(resourceLimits, running(container({ resources: { requests } }))).length, 3);
        assert.deepEqual(said(resourceLimits, running(container({ resources: { limits } }))), []);
    });

    it("names the amount that is missing", () => {
        const { "ephemeral-storage": _disk, ...rest } = limits;
        assert.deepEqual(said(resourceLimits, running(container({ resources: { requests, limits: rest } }))), [
            "spec.template.spec.containers[0].resources.limits.ephemeral-storage is not set; it is an amount; the request that is not set is the same",
        ]);
    });

    it("looks at containers that run first, too", () => {
        const first = container({ resources: undefined });
        assert.equal(said(resourceLimits, deployment(pod({ initContainers: [first] }))).length, 3);
    });

    it("asks nothing of a container that looks for faults: it can have none", () => {
        const added = container({ resources: undefined });
        assert.deepEqual(said(resourceLimits, deployment(pod({ ephemeralContainers: [added] }))), []);
    });
});
