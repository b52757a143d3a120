import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { version } from "@pulumi/kubernetes/package.json";
import { nodeBaseImage } from "../../local/addresses";
import { listAt, numberAt, valueAt } from "../../local/plugins/kubernetes/object";
import { kubernetesProvider } from "../../local/plugins/kubernetes/provider";
import type { Properties } from "../../local/plugins/shared";
import { kubectl } from "../support/kubectl";
import { types } from "../unit/plugins/support/kubernetes";
import { initFailureOf, ProviderClient } from "../unit/plugins/support/provider-client";

/** What it needs: KUBECONFIG of the embedded cluster, kubectl, and the Node base image in its registry. */
const namespace = `plugins-workloads-${randomBytes(3).toString("hex")}`;

const restricted: Properties = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
const template = (name: string, image: string, code: string, securityContext = restricted): Properties => ({
    metadata: { labels: { app: name } },
    spec: {
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
        containers: [{ name: "app", image, command: ["node", "-e", code], securityContext }],
    },
});
const sleeper = "setInterval(() => {}, 1000)";
const deployment = (
    name: string,
    { image = nodeBaseImage, replicas = 1, securityContext = restricted, annotations = {} } = {},
): Properties => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, annotations },
    spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: template(name, image, sleeper, securityContext),
    },
});
const job = (name: string, code: string): Properties => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace },
    spec: {
        backoffLimit: 0,
        template: {
            ...template(name, nodeBaseImage, code),
            spec: { ...(template(name, nodeBaseImage, code).spec as Properties), restartPolicy: "Never" },
        },
    },
});

describe("kubernetes stand-in on a cluster: workloads", function () {
    this.timeout("15m");
    let client: ProviderClient;

    before(async () => {
        client = await ProviderClient.connect(kubernetesProvider(version));
        await client.configure({ namespace });
        await client.create(types.namespace, {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
        });
    });

    after(async () => {
        client.close();
        await kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
    });

    describe("a Deployment", () => {
        let created: { id: string; outputs: Properties };
        const inputs = deployment("web");

        it("is created once its pods are available, with progress on the way", async () => {
            client.logged.length = 0;
            created = await client.create(types.deployment, inputs, { timeout: 60 });
            assert.equal(numberAt(created.outputs, "status", "availableReplicas"), 1);
            assert.ok(
                client.logged.some(({ message, ephemeral }) => ephemeral && /\(0\/1 Pods available\)/.test(message)),
            );
        });

        it("shows what drifted in the cluster after a refresh, and nothing else", async () => {
            const same = await client.read(types.deployment, created.id, inputs, created.outputs);
            assert.deepEqual(same.inputs, inputs);
            await kubectl("scale", "deployment", "web", "-n", namespace, "--replicas=2");
            await kubectl("rollout", "status", "deployment", "web", "-n", namespace);
            const drifted = await client.read(types.deployment, created.id, inputs, created.outputs);
            assert.equal(numberAt(drifted.inputs, "spec", "replicas"), 2);
            const diff = await client.diff(types.deployment, created.id, drifted.inputs, inputs, {
                outputs: drifted.outputs,
            });
            assert.deepEqual(diff.detailed, { "spec.replicas": "UPDATE" });
        });

        it("is not updated over another manager's change, which the error names", async () => {
            const old = { inputs, outputs: created.outputs };
            for (const preview of [true, false]) {
                await assert.rejects(
                    client.update(types.deployment, created.id, old, inputs, { preview }),
                    /field conflict detected[\s\S]*conflict with "kubectl" with subresource "scale".*\.spec\.replicas/,
                );
            }
        });

        it("is updated over another manager's change where the program forces it", async () => {
            const forced = deployment("web", { annotations: { "pulumi.com/patchForce": "true" } });
            const old = { inputs, outputs: created.outputs };
            const outputs = await client.update(types.deployment, created.id, old, forced, { timeout: 60 });
            assert.equal(numberAt(outputs, "spec", "replicas"), 1);
        });

        it("leaves a field to its manager that the program ignores", async () => {
            await kubectl("scale", "deployment", "web", "-n", namespace, "--replicas=3");
            const old = { inputs, outputs: created.outputs };
            const outputs = await client.update(types.deployment, created.id, old, inputs, {
                ignore: ["spec.replicas"],
                timeout: 60,
            });
            assert.equal(numberAt(outputs, "spec", "replicas"), 3);
        });

        it("fails with the reason when its image cannot be pulled, stays in the state, and recovers", async () => {
            const image = nodeBaseImage.replace(/\/library\/.*/, "/no/such:image");
            const broken = deployment("broken", { image });
            const error = await client
                .create(types.deployment, broken, { timeout: 5 })
                .catch((caught: unknown) => caught);
            const failure = initFailureOf(error);
            assert.equal(failure?.id, `${namespace}/broken`);
            assert.match(
                failure?.reasons.join("\n") ?? "",
                /'broken' timed out waiting to be Ready\n[\s\S]*(ErrImagePull|ImagePullBackOff)/,
            );
            const refreshed = await client
                .read(types.deployment, `${namespace}/broken`, broken, failure?.properties)
                .catch((caught: unknown) => caught);
            assert.match(initFailureOf(refreshed)?.reasons[0] ?? "", /was created but failed to initialize/);
            const old = { inputs: broken, outputs: failure?.properties ?? {} };
            const fixed = await client.update(types.deployment, `${namespace}/broken`, old, deployment("broken"), {
                timeout: 60,
            });
            assert.equal(numberAt(fixed, "status", "availableReplicas"), 1);
        });

        it("says that Pod Security keeps its pods from being created", async () => {
            const insecure = deployment("insecure", {
                securityContext: { ...restricted, allowPrivilegeEscalation: true },
                annotations: { "pulumi.com/timeoutSeconds": "3" },
            });
            const error = await client.create(types.deployment, insecure).catch((caught: unknown) => caught);
            assert.match(initFailureOf(error)?.reasons.join("\n") ?? "", /violates PodSecurity "restricted/);
        });
    });

    describe("a Service", () => {
        const service = (name: string, app: string, annotations: Properties = {}): Properties => ({
            apiVersion: "v1",
            kind: "Service",
            metadata: { name, namespace, annotations },
            spec: { selector: { app }, ports: [{ port: 80 }] },
        });

        it("is created after its endpoints have settled, at once where the program skips that", async () => {
            const started = Date.now();
            await client.create(types.service, service("skipping", "web", { "pulumi.com/skipAwait": "true" }));
            const skipped = Date.now() - started;
            const { outputs } = await client.create(types.service, service("settling", "web"), { timeout: 60 });
            assert.ok(Date.now() - started - skipped >= 10_000, "the official provider gives endpoints ten seconds");
            assert.ok(skipped < 10_000);
            assert.equal(listAt(outputs, "spec", "clusterIPs").length, 1);
        });
    });

    describe("a Job", () => {
        it("is created once it has completed", async () => {
            const { outputs } = await client.create(types.job, job("good", "console.log(1)"), { timeout: 60 });
            assert.equal(valueAt(outputs, "status", "succeeded"), 1);
        });

        it("fails as soon as it cannot succeed any more", async () => {
            const error = await client
                .create(types.job, job("bad", "process.exit(3)"), { timeout: 60 })
                .catch((caught: unknown) => caught);
            const reasons = initFailureOf(error)?.reasons.join("\n") ?? "";
            assert.match(reasons, /failed to initialize\n\[BackoffLimitExceeded\][\s\S]*exit code 3/);
        });
    });
});
