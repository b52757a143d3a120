import assert from "node:assert/strict";
import { isObject, type Properties, secret, UNKNOWN } from "../../../local/plugins/shared";
import { types, withoutCluster } from "./support/kubernetes";
import type { ProviderClient } from "./support/provider-client";

const metadataOf = (inputs: Properties) => (isObject(inputs.metadata) ? inputs.metadata : {});
const configMap = (metadata: Properties = {}): Properties => ({ apiVersion: "v1", kind: "ConfigMap", metadata });

describe("kubernetes stand-in: check", () => {
    let client: ProviderClient;

    before(async () => {
        client = await withoutCluster();
    });
    after(() => client.close());

    it("names what the program does not name, and says so in an annotation", async () => {
        const { inputs } = await client.check(types.configMap, configMap(), {}, "settings", "seed");
        assert.match(String(metadataOf(inputs).name), /^settings-[0-9a-f]{8}$/);
        assert.deepEqual(metadataOf(inputs).annotations, { "pulumi.com/autonamed": "true" });
    });

    it("keeps the name over updates, and chooses a new one for a replacement", async () => {
        const first = await client.check(types.configMap, configMap(), {}, "settings", "one");
        const update = await client.check(
            types.configMap,
            configMap({ labels: { a: "b" } }),
            first.inputs,
            "settings",
            "two",
        );
        assert.equal(metadataOf(update.inputs).name, metadataOf(first.inputs).name);
        const replacement = await client.check(types.configMap, configMap(), {}, "settings", "two");
        assert.notEqual(metadataOf(replacement.inputs).name, metadataOf(first.inputs).name);
    });

    it("leaves a given name alone, and one that is not known yet", async () => {
        for (const name of ["fixed", UNKNOWN]) {
            const { inputs } = await client.check(types.configMap, configMap({ name }));
            assert.equal(metadataOf(inputs).name, name);
            assert.equal(metadataOf(inputs).annotations, undefined);
        }
    });

    it("gives namespaced objects the context's namespace, and others none", async () => {
        const namespaced = await client.check(types.configMap, configMap());
        assert.equal(metadataOf(namespaced.inputs).namespace, "team-a");
        const given = await client.check(types.configMap, configMap({ namespace: "other" }));
        assert.equal(metadataOf(given.inputs).namespace, "other");
        const wide = await client.check(types.clusterRole, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            metadata: { name: "r", namespace: "wrong" },
        });
        assert.equal(metadataOf(wide.inputs).namespace, undefined);
    });

    it("prefers the provider's namespace over the context's", async () => {
        const other = await withoutCluster({ namespace: "team-b" });
        const { inputs } = await other.check(types.configMap, configMap());
        other.close();
        assert.equal(metadataOf(inputs).namespace, "team-b");
    });

    it("keeps a Secret's stringData as data, and marks it secret whether or not the program does", async () => {
        const { inputs } = await client.check(types.secret, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            stringData: { token: "abc" },
        });
        assert.equal(inputs.stringData, undefined);
        assert.deepEqual(inputs.data, secret({ token: "YWJj" }));
    });

    it("drops from metadata what only the server sets", async () => {
        const { inputs } = await client.check(
            types.configMap,
            configMap({ name: "c", uid: "u", resourceVersion: "1" }),
        );
        assert.deepEqual(metadataOf(inputs), { name: "c", namespace: "team-a" });
    });

    for (const type of [
        "kubernetes:apps/v1:DaemonSet",
        "kubernetes:apps/v1:DeploymentPatch",
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
        "kubernetes:helm.sh/v3:Release",
        "kubernetes:yaml:ConfigFile",
        "kubernetes:core/v1:NamespaceList",
    ]) {
        it(`refuses ${type}, which the official provider implements`, async () => {
            await assert.rejects(
                client.check(type, { metadata: { name: "x" } }),
                /does not implement this type.*Deployment/,
            );
        });
    }

    it("takes any custom resource", async () => {
        const { failures } = await client.check(types.externalSecret, {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: { name: "e" },
            spec: {},
        });
        assert.deepEqual(failures, []);
    });

    it("refuses generateName, as server-side apply cannot do it", async () => {
        const { failures } = await client.check(types.configMap, configMap({ generateName: "c-" }));
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["metadata.generateName"],
        );
    });

    it("refuses a kind that is not the type's", async () => {
        const { failures } = await client.check("kubernetes:example.com/v1:WidgetPatch", {
            apiVersion: "example.com/v1",
            kind: "Widget",
            metadata: { name: "w" },
        });
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["kind"],
        );
    });

    it("refuses a waitFor annotation that it cannot read", async () => {
        const annotations = { "pulumi.com/waitFor": "Ready" };
        const { failures } = await client.check(types.configMap, configMap({ name: "c", annotations }));
        assert.match(failures[0]?.reason ?? "", /expected "condition=TYPE".*got "Ready"/);
    });
});

describe("kubernetes stand-in: configuration", () => {
    let client: ProviderClient;

    before(async () => {
        client = await withoutCluster();
    });
    after(() => client.close());

    it("refuses what it does not implement", async () => {
        const { failures } = await client.checkConfig({ helmReleaseSettings: "{}", context: "here" });
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["helmReleaseSettings"],
        );
    });

    it("refuses client-side apply", async () => {
        const { failures } = await client.checkConfig({ enableServerSideApply: "false" });
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["enableServerSideApply"],
        );
        assert.deepEqual((await client.checkConfig({ enableServerSideApply: "true" })).failures, []);
    });

    it("previews without the cluster, and says once why", async () => {
        const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { a: "b" } };
        client.logged.length = 0;
        for (let times = 0; times < 2; times++) {
            const { id, outputs } = await client.create(types.configMap, configMap, { preview: true });
            assert.equal(id, "");
            assert.deepEqual(outputs.data, { a: "b" });
        }
        assert.deepEqual(
            client.logged.map(({ message }) => message.slice(0, 44)),
            ["configured Kubernetes cluster is unreachable"],
        );
    });

    it("creates nothing without the cluster, and says what it could not connect to", async () => {
        await assert.rejects(
            client.create(types.configMap, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } }),
            /configured Kubernetes cluster is unreachable: .*127\.0\.0\.1:1/,
        );
    });

    it("deletes nothing from the state without the cluster, unless told so", async () => {
        const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } };
        await assert.rejects(client.delete(types.configMap, "c", object, object), /PULUMI_K8S_DELETE_UNREACHABLE/);
        await assert.rejects(client.read(types.configMap, "c", object, object), /PULUMI_K8S_DELETE_UNREACHABLE/);
        const lenient = await withoutCluster({ deleteUnreachable: "true" });
        await lenient.delete(types.configMap, "c", object, object);
        assert.equal((await lenient.read(types.configMap, "c", object, object)).id, "");
        lenient.close();
    });

    it("names the contexts there are when the chosen one is not", async () => {
        const other = await withoutCluster({ context: "elsewhere" });
        const creation = other.create(types.configMap, {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "c" },
        });
        await assert.rejects(creation, /context "elsewhere" does not exist; the kubeconfig has: here/);
        other.close();
    });
});
