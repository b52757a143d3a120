import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { nonRoot } from "../../../policy/rules/non-root";
import { container, deployment, pod, running, said, secured } from "./judged";

const unsaid = { runAsNonRoot: undefined, runAsUser: undefined };

describe("policy rule non-root", () => {
    it("passes a container that runs as another user than root", () => {
        assert.deepEqual(said(nonRoot, running(container())), []);
    });

    it("takes the pod's word where the container says nothing", () => {
        const of = (securityContext: object) =>
            said(nonRoot, deployment(pod({ securityContext, containers: [secured(unsaid)] })));
        assert.deepEqual(of({ runAsNonRoot: true }), []);
        assert.deepEqual(of({ runAsNonRoot: true, runAsUser: 0 }), [
            "spec.template.spec.securityContext.runAsUser is 0; it is the number of a user other than root, as 1000",
        ]);
    });

    it("refuses a container that says nothing, in a pod that says nothing", () => {
        assert.deepEqual(said(nonRoot, running(secured(unsaid))), [
            "spec.template.spec.containers[0].securityContext.runAsNonRoot is not set; it is true, here or for the pod",
        ]);
    });

    it("refuses a container that goes against the pod", () => {
        const object = deployment(
            pod({
                securityContext: { runAsNonRoot: true },
                containers: [secured({ runAsNonRoot: false, runAsUser: 0 })],
            }),
        );
        assert.equal(said(nonRoot, object).length, 2);
    });

    it("says nothing of a user that is not known yet", () => {
        assert.deepEqual(said(nonRoot, running(container({ securityContext: unknownValue }))), []);
    });
});
