import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { admissionRules } from "../../components/model/admission";
import { bindingSpec } from "../../components/model/admission/policy-spec";
import { kubernetesRules } from "../../policy/rules";
import { Field } from "../../policy/rules/field";
import { type DryRun, dryRunCreate, dryRunUpdate } from "../support/admission";
import { kubectl, objects } from "../support/kubectl";
import { applied } from "../support/pods";
import { type Manifest, places, policyObjects, policySettings } from "../support/policy-objects";
import { container, labels, other, pod, podOf, workload } from "../support/policy-objects/manifest";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const seconds = 1000;

/** Rules that an answer names, refusing or warning. */
const named = (text: string) =>
    [...text.matchAll(/ValidatingAdmissionPolicy 'e2e-admission-([a-z-]+)'/g)].map(([, rule]) => rule);
const warnedOf = ({ warnings }: DryRun) => warnings.flatMap(named).sort();

/** What the policy pack says of the same object. */
const broken = (object: Manifest) =>
    kubernetesRules
        .filter((rule) => !("notSeen" in rule.admission) && rule.objects.some(({ kind }) => kind === object.kind))
        .filter((rule) => rule.check(new Field("", object), policySettings).length > 0)
        .map(({ name }) => name)
        .sort();

/** The API server takes up a policy within a second or two of its creation. */
async function untilAllRulesAnswer(): Promise<void> {
    const deadline = Date.now() + 120 * seconds;
    const waiting = new Set(admissionRules.map(({ name }) => name));
    for (;;) {
        for (const { object, breaks } of policyObjects) {
            if (!breaks.some((rule) => waiting.has(rule))) continue;
            for (const rule of warnedOf(await dryRunCreate(object))) waiting.delete(rule ?? "");
        }
        if (waiting.size === 0) return;
        if (Date.now() > deadline) throw new Error(`no object was warned of by ${[...waiting].join(", ")}`);
        await sleep(200);
    }
}

describe("admission policies of a stack", function () {
    this.timeout(20 * minutes);
    let stack: TestStack;
    const { servers, elsewhere } = places;
    const shell = container({ image: "quay.io/tools/shell:latest" });
    const old = workload("ReplicaSet", podOf(shell));
    const answers = new Map<Manifest, DryRun>();

    before("a server, and namespaces where the rules of its stack hold as well", async () => {
        for (const name of Object.values(places))
            await applied({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
        await applied({ ...old, spec: { ...(old.spec as object), replicas: 0 } });
        stack = await TestStack.create("admission");
        stack.configure(
            [["mcp-eks:platform", "admission"], { namespaces: [servers, elsewhere] }],
            [["mcp-eks:platform", "route", "tls"], { redirect: false }],
            [["mcp-eks:policy"], { registries: policySettings.registries, namespaces: [stack.namespace, servers] }],
            [["mcp-eks:servers", "demo", "path"], "/admission/mcp"],
        );
        succeeded(await stack.up());
        // A refusal names one rule only; warnings name all.
        for (const { name } of admissionRules) {
            const policy = `${stack.namespace}-${name}`;
            await applied({
                apiVersion: "admissionregistration.k8s.io/v1",
                kind: "ValidatingAdmissionPolicyBinding",
                metadata: { name: `${policy}-warn`, labels: { test: "admission" } },
                spec: bindingSpec(policy, { names: Object.values(places) }, "Warn"),
            });
        }
        await untilAllRulesAnswer();
        for (const { object } of policyObjects) answers.set(object, await dryRunCreate(object));
    });

    after(async () => {
        await kubectl("delete", "validatingadmissionpolicybindings", "-l", "test=admission");
        await Promise.all([
            kubectl("delete", "namespaces", ...Object.values(places), "--ignore-not-found"),
            stack?.cleanUp(),
        ]);
    });

    for (const { what, object, breaks } of policyObjects) {
        it(`say what the policy pack says of ${object.kind}, ${what}: ${breaks.join(", ") || "nothing"}`, () => {
            const answer = answers.get(object);
            assert.ok(answer);
            assert.deepEqual(warnedOf(answer), broken(object), answer.message);
            assert.equal(answer.status, breaks.length === 0 ? 201 : 422, answer.message);
            const [refusing] = named(answer.message);
            const sentence = admissionRules.find(({ name }) => name === refusing)?.sentence ?? "";
            assert.ok(answer.message.includes(sentence));
        });
    }

    it("refuse nothing of our own server, which runs where they hold", async () => {
        const pods = await objects("pods", "-n", stack.namespace);
        assert.ok(pods.length >= 2);
        const bindings = await objects(
            "validatingadmissionpolicybindings",
            "-l",
            "app.kubernetes.io/part-of=mcp-servers",
        );
        const denying = bindings.filter(({ spec }) => JSON.stringify(spec).includes(`"${stack.namespace}"`));
        assert.deepEqual(
            denying.map(({ spec }) => spec.validationActions),
            admissionRules.map(() => ["Deny"]),
        );
        const service = other(
            "v1",
            "Service",
            { spec: { type: "NodePort", ports: [{ port: 8000 }] } },
            { namespace: stack.namespace },
        );
        assert.equal((await dryRunCreate(service)).status, 422);
    });

    it("say nothing of objects elsewhere", async () => {
        const namespace = "default";
        const refused = policyObjects.filter(({ breaks }) => breaks.length > 0);
        for (const { object } of refused) {
            const answer = await dryRunCreate({ ...object, metadata: { ...object.metadata, namespace } });
            assert.deepEqual([answer.status, warnedOf(answer)], [201, []], answer.message);
        }
    });

    it("let a controller write about what is there from before, but nobody change it for another breach", async () => {
        const scaled = { ...old, spec: { ...(old.spec as object), replicas: 2 } };
        assert.equal((await dryRunUpdate(scaled)).status, 200);
        const changed = workload("ReplicaSet", podOf(container({ image: "quay.io/tools/other:latest" })));
        const answer = await dryRunUpdate(changed);
        assert.equal(answer.status, 422);
        assert.deepEqual(warnedOf(answer), ["approved-registries", "pinned-images"]);
    });

    it("judge a container that is added to a pod for debugging", async () => {
        const running = pod(podOf(container()), { labels: { ...labels, "app.kubernetes.io/name": "debugged" } });
        await applied(running);
        const { resources: _none, ...debug } = shell;
        const debugged = {
            ...running,
            spec: { ...(running.spec as object), ephemeralContainers: [{ ...debug, name: "debug" }] },
        };
        const answer = await dryRunUpdate(debugged, "/ephemeralcontainers");
        assert.equal(answer.status, 422, answer.message);
        assert.deepEqual(warnedOf(answer), broken(debugged));
        assert.deepEqual(warnedOf(answer), ["approved-registries", "pinned-images"]);
    });
});
