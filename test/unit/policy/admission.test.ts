import assert from "node:assert/strict";
import { admissionRules } from "../../../components/model/admission";
import type { AdmissionRule } from "../../../components/model/admission/admission-rule";
import { kubernetesRules } from "../../../policy/rules";
import { Field } from "../../../policy/rules/field";
import type { KubernetesRule } from "../../../policy/rules/rule";
import { policyObjects, policySettings } from "../../support/policy-objects";

const asked = kubernetesRules.filter((rule) => !("notSeen" in rule.admission));

const broken = (rules: KubernetesRule[], object: object) =>
    rules
        .filter((rule) => {
            const isAbout = rule.objects.some(({ kind }) => kind === (object as { kind: string }).kind);
            return isAbout && rule.check(new Field("", object), policySettings).length > 0;
        })
        .map(({ name }) => name)
        .sort();

/** "deployments" and "ingresses" as kinds are called. */
const singular = (resource: string) => resource.replace(/(?<=ss)es$|s$/, "");

describe("objects on which policy pack and admission must agree", () => {
    it("are 42, no two alike", () => {
        const contents = policyObjects.map(({ object }) => {
            const { name: _name, ...metadata } = object.metadata;
            return JSON.stringify({ ...object, metadata });
        });
        assert.deepEqual([contents.length, new Set(contents).size], [42, 42]);
    });

    for (const { what, object, breaks } of policyObjects) {
        it(`${object.kind}, ${what}: ${breaks.join(", ") || "passes"}`, () => {
            assert.deepEqual(broken(asked, object), [...breaks].sort());
        });
    }

    for (const { name, objects } of asked) {
        it(`break rule ${name}, and pass it`, () => {
            const judged = policyObjects.filter(({ object }) => objects.some(({ kind }) => kind === object.kind));
            assert.ok(judged.some(({ breaks }) => breaks.includes(name)));
            assert.ok(judged.some(({ breaks }) => breaks.length === 0));
        });
    }
});

describe("rules of the policy pack that the cluster asks", () => {
    it("are all that the cluster can see", () => {
        const names = (rules: { name: string }[]) => rules.map(({ name }) => name).sort();
        assert.deepEqual(names(admissionRules), names(asked));
        assert.deepEqual(
            asked.map(({ admission }) => admission),
            asked.map(({ name }) => admissionRules.find((rule) => rule.name === name)),
        );
    });

    for (const rule of asked) {
        it(`${rule.name}: is about the same kinds of objects`, () => {
            const { judges } = rule.admission as AdmissionRule;
            const resources = judges.flatMap(({ group, resources }) =>
                resources
                    .filter((resource) => !resource.includes("/"))
                    .map((resource) => `${group}/${singular(resource)}`),
            );
            const kinds = rule.objects.map(({ group, kind }) => `${group}/${kind.toLowerCase()}`);
            assert.deepEqual(resources.sort(), kinds.sort());
        });
    }
});
