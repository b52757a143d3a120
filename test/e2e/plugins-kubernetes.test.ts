import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { version } from "@pulumi/kubernetes/package.json";
import { stringAt } from "../../local/plugins/kubernetes/object";
import { kubernetesProvider } from "../../local/plugins/kubernetes/provider";
import { type Properties, secret } from "../../local/plugins/shared";
import { kubectl } from "../support/kubectl";
import { types, unreachableKubeconfig } from "../unit/plugins/support/kubernetes";
import { ProviderClient } from "../unit/plugins/support/provider-client";

/** What it needs: KUBECONFIG of the embedded cluster, kubectl, and the Node base image in its registry. */
const namespace = `plugins-kubernetes-${randomBytes(3).toString("hex")}`;

const configMap = (name: string, data: Properties, metadata: Properties = {}): Properties => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, ...metadata },
    data,
});

describe("kubernetes stand-in on a cluster", function () {
    this.timeout("15m");
    let client: ProviderClient;

    before(async () => {
        client = await ProviderClient.connect(kubernetesProvider(version));
        await client.configure({ namespace });
    });

    after(async () => {
        client.close();
        await kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
    });

    it("previews objects in a namespace that does not exist yet", async () => {
        const { id, outputs } = await client.create(types.configMap, configMap("early", { a: "1" }), { preview: true });
        assert.equal(id, "");
        assert.deepEqual(outputs.data, { a: "1" });
    });

    it("creates, and shows in its preview what the server will make of the inputs", async () => {
        const inputs: Properties = {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
        };
        const preview = await client.create(types.namespace, inputs, { preview: true });
        assert.equal(stringAt(preview.outputs, "metadata", "labels", "kubernetes.io/metadata.name"), namespace);
        assert.equal(preview.outputs.status, undefined);
        await assert.rejects(kubectl("get", "namespace", namespace), /NotFound/);
        const created = await client.create(types.namespace, inputs);
        assert.equal(created.id, namespace);
        assert.equal(stringAt(created.outputs, "status", "phase"), "Active");
    });

    it("refuses a misspelt field in the preview, and in the update", async () => {
        const inputs: Properties = { ...configMap("misspelt", {}), immutabel: true };
        for (const preview of [true, false]) {
            await assert.rejects(client.create(types.configMap, inputs, { preview }), /unknown field "immutabel"/);
        }
    });

    it("marks a Secret's data as secret in its outputs", async () => {
        const { outputs } = await client.create(types.secret, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "marked", namespace },
            data: { token: "YWJj" },
        });
        assert.deepEqual(outputs.data, secret({ token: "YWJj" }));
    });

    it("does not take over an object that exists, and says what to do", async () => {
        await client.create(types.configMap, configMap("taken", {}));
        await assert.rejects(
            client.create(types.configMap, configMap("taken", {})),
            /configmaps "taken" already exists[\s\S]*pulumi import/,
        );
    });

    it("adopts an object that exists where the provider is told to", async () => {
        const adopting = await ProviderClient.connect(kubernetesProvider(version));
        await adopting.configure({ namespace, upsertExistingObjects: "true" });
        const { outputs } = await adopting.create(types.configMap, configMap("taken", { a: "1" }));
        adopting.close();
        assert.deepEqual(outputs.data, { a: "1" });
    });

    it("removes from the cluster what the program drops", async () => {
        const before = configMap("shrinking", { a: "1", b: "2" });
        const created = await client.create(types.configMap, before);
        const old = { inputs: before, outputs: created.outputs };
        const updated = await client.update(types.configMap, created.id, old, configMap("shrinking", { a: "1" }));
        assert.deepEqual(updated.data, { a: "1" });
    });

    it("previews a custom resource whose definition does not exist yet", async () => {
        const type = "kubernetes:example.com/v1:Widget";
        const inputs: Properties = {
            apiVersion: "example.com/v1",
            kind: "Widget",
            metadata: { name: "w" },
            spec: { a: 1 },
        };
        const { outputs } = await client.create(type, inputs, { preview: true });
        assert.deepEqual(outputs.spec, { a: 1 });
    });

    it("imports by namespace and name, without what only the server sets", async () => {
        await client.create(types.configMap, configMap("imported", { a: "1" }));
        const { id, inputs } = await client.read(types.configMap, `${namespace}/imported`);
        assert.equal(id, `${namespace}/imported`);
        assert.deepEqual(inputs, configMap("imported", { a: "1" }));
    });

    it("finds an object gone that was deleted in the cluster, and deletes it without complaint", async () => {
        const inputs = configMap("gone", {});
        const { id, outputs } = await client.create(types.configMap, inputs);
        await kubectl("delete", "configmap", "gone", "-n", namespace);
        assert.equal((await client.read(types.configMap, id, inputs, outputs)).id, "");
        await client.delete(types.configMap, id, inputs, outputs);
    });

    it("waits until what it deletes is gone", async () => {
        const inputs = configMap("held", {}, { finalizers: ["example.com/hold"] });
        const { id, outputs } = await client.create(types.configMap, inputs);
        const deletion = client.delete(types.configMap, id, inputs, outputs, 1);
        await assert.rejects(deletion, /timed out waiting to be deleted.*\n.*finalizers.*example\.com\/hold/);
        const again = client.delete(types.configMap, id, inputs, outputs, 60);
        await kubectl(
            "patch",
            "configmap",
            "held",
            "-n",
            namespace,
            "--type=merge",
            "-p",
            '{"metadata":{"finalizers":null}}',
        );
        await again;
    });

    it("waits for what the program's annotation says", async () => {
        const inputs = configMap(
            "awaited",
            { state: "no" },
            { annotations: { "pulumi.com/waitFor": "jsonpath={.data.state}=yes" } },
        );
        const creation = client.create(types.configMap, inputs, { timeout: 60 });
        await sleep(500);
        await kubectl(
            "patch",
            "configmap",
            "awaited",
            "-n",
            namespace,
            "--type=merge",
            "-p",
            '{"data":{"state":"yes"}}',
        );
        const { outputs } = await creation;
        assert.deepEqual(outputs.data, { state: "yes" });
    });

    it("leaves a stack's objects alone while its cluster cannot be reached", async () => {
        const cut = await ProviderClient.connect(kubernetesProvider(version));
        await cut.configure({ kubeconfig: unreachableKubeconfig(), skipUpdateUnreachable: "true" });
        const inputs = configMap("kept", {});
        const { id } = await cut.read(types.configMap, `${namespace}/kept`, inputs, inputs);
        cut.close();
        assert.equal(id, `${namespace}/kept`);
    });
});
