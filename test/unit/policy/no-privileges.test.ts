import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { noPrivileges } from "../../../policy/rules/no-privileges";
import { container, deployment, pod, running, said, secured } from "./judged";

const context = "spec.template.spec.containers[0].securityContext";

describe("policy rule no-privileges", () => {
    it("passes a container that gives all away", () => assert.deepEqual(said(noPrivileges, running(container())), []));

    const violations: [what: string, changes: object, message: string][] = [
        [
            "keeps capabilities",
            { capabilities: { drop: ["NET_RAW"] } },
            'capabilities.drop is ["NET_RAW"]; it has "ALL"',
        ],
        ["says nothing of capabilities", { capabilities: undefined }, 'capabilities.drop is not set; it has "ALL"'],
        [
            "adds a capability",
            { capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } },
            'capabilities.add is ["NET_ADMIN"]; no capability is added',
        ],
        [
            "may gain privileges",
            { allowPrivilegeEscalation: undefined },
            "allowPrivilegeEscalation is not set; it is false",
        ],
        ["is privileged", { privileged: true }, "privileged is true; it is false"],
        [
            "is not confined",
            { seccompProfile: { type: "Unconfined" } },
            'seccompProfile.type is "Unconfined"; it is RuntimeDefault or Localhost, here or for the pod',
        ],
        [
            "says nothing of seccomp",
            { seccompProfile: undefined },
            "seccompProfile.type is not set; it is RuntimeDefault or Localhost, here or for the pod",
        ],
    ];
    for (const [what, changes, message] of violations) {
        it(`refuses a container that ${what}`, () => {
            assert.deepEqual(said(noPrivileges, running(secured(changes))), [`${context}.${message}`]);
        });
    }

    it("takes the pod's seccomp profile where the container has none", () => {
        const spec = {
            securityContext: { seccompProfile: { type: "Localhost" } },
            containers: [secured({ seccompProfile: undefined })],
        };
        assert.deepEqual(said(noPrivileges, deployment(pod(spec))), []);
    });

    it("refuses a container without a security context in all that it lacks", () => {
        assert.equal(said(noPrivileges, running(container({ securityContext: undefined }))).length, 3);
    });

    it("says nothing of what is not known yet", () => {
        const changes = { capabilities: { drop: ["NET_RAW", unknownValue] }, privileged: unknownValue };
        assert.deepEqual(said(noPrivileges, running(secured(changes))), []);
    });
});
