import assert from "node:assert/strict";
import type { Properties } from "../../../local/plugins/shared";
import { UNKNOWN } from "../../../local/plugins/shared";
import { types, unreachableKubeconfig, withoutCluster } from "./support/kubernetes";
import type { ProviderClient } from "./support/provider-client";

const named = (kind: string, rest: Properties, apiVersion = "v1"): Properties => ({
    apiVersion,
    kind,
    metadata: { name: "it", namespace: "ns" },
    ...rest,
});
const autonamed = (kind: string, rest: Properties): Properties => ({
    ...named(kind, rest),
    metadata: { name: "it-12345678", namespace: "ns", annotations: { "pulumi.com/autonamed": "true" } },
});

describe("kubernetes stand-in: diff", () => {
    let client: ProviderClient;
    let mutable: ProviderClient;

    before(async () => {
        client = await withoutCluster();
        mutable = await withoutCluster({ enableConfigMapMutable: "true", enableSecretMutable: "true" });
    });
    after(() => {
        client.close();
        mutable.close();
    });

    it("replaces a ConfigMap and a Secret whose data change, so that pods roll", async () => {
        for (const [type, kind] of [
            [types.configMap, "ConfigMap"],
            [types.secret, "Secret"],
        ] as const) {
            const diff = await client.diff(
                type,
                "ns/it",
                autonamed(kind, { data: { a: "MQ==" } }),
                autonamed(kind, { data: { a: "Mg==" } }),
            );
            assert.deepEqual(diff.detailed, { "data.a": "UPDATE_REPLACE" });
            assert.equal(diff.deleteBeforeReplace, false);
        }
    });

    it("updates them in place where the provider is told that they may change", async () => {
        for (const [type, kind] of [
            [types.configMap, "ConfigMap"],
            [types.secret, "Secret"],
        ] as const) {
            const diff = await mutable.diff(
                type,
                "ns/it",
                named(kind, { data: { a: "MQ==" } }),
                named(kind, { data: { a: "Mg==" } }),
            );
            assert.deepEqual(diff.detailed, { "data.a": "UPDATE" });
        }
        const frozen = (a: string) => named("ConfigMap", { immutable: true, data: { a } });
        assert.deepEqual((await mutable.diff(types.configMap, "ns/it", frozen("1"), frozen("2"))).replaces, ["data.a"]);
    });

    it("deletes first what has a name of its own, as two cannot have it", async () => {
        const diff = await client.diff(
            types.configMap,
            "ns/it",
            named("ConfigMap", { data: { a: "1" } }),
            named("ConfigMap", { data: {} }),
        );
        assert.equal(diff.deleteBeforeReplace, true);
    });

    it("replaces what changes its name or namespace, side by side with the old", async () => {
        for (const metadata of [
            { name: "new", namespace: "ns" },
            { name: "it", namespace: "other" },
        ]) {
            const diff = await client.diff(types.service, "ns/it", named("Service", {}), {
                ...named("Service", {}),
                metadata,
            });
            assert.equal(diff.replaces.length, 1);
            assert.equal(diff.deleteBeforeReplace, false);
        }
    });

    it("replaces a Deployment whose selector changes, and updates one whose template does", async () => {
        const deployment = (label: string, image: string) =>
            named(
                "Deployment",
                {
                    spec: {
                        selector: { matchLabels: { app: label } },
                        template: { spec: { containers: [{ image }] } },
                    },
                },
                "apps/v1",
            );
        const selector = await client.diff(types.deployment, "ns/it", deployment("a", "i:1"), deployment("b", "i:1"));
        assert.deepEqual(selector.replaces, ["spec.selector.matchLabels.app"]);
        const image = await client.diff(types.deployment, "ns/it", deployment("a", "i:1"), deployment("a", "i:2"));
        assert.deepEqual(image.detailed, { "spec.template.spec.containers[0].image": "UPDATE" });
    });

    it("replaces a Job whose template changes, a role binding's role, and a pod's image", async () => {
        const cases: [string, Properties, Properties][] = [
            [types.job, { spec: { template: { a: 1 } } }, { spec: { template: { a: 2 } } }],
            [types.roleBinding, { roleRef: { name: "a" } }, { roleRef: { name: "b" } }],
            [types.pod, { spec: { containers: [{ image: "a" }] } }, { spec: { containers: [{ image: "b" }] } }],
        ];
        for (const [type, before, after] of cases) {
            const [, apiVersion = "", kind = ""] = type.split(":");
            const group = apiVersion === "core/v1" ? "v1" : apiVersion;
            const diff = await client.diff(type, "ns/it", named(kind, before, group), named(kind, after, group));
            assert.equal(diff.replaces.length, 1, type);
        }
    });

    it("counts a value that is not known yet as changed", async () => {
        const diff = await client.diff(
            types.service,
            "ns/it",
            named("Service", { spec: { a: 1 } }),
            named("Service", { spec: { a: UNKNOWN } }),
        );
        assert.deepEqual(diff.detailed, { "spec.a": "UPDATE" });
    });

    it("leaves out what the program ignores", async () => {
        const before = named("Service", { spec: { a: 1, b: { c: 1 } } });
        const after = named("Service", { spec: { a: 2, b: { c: 2 } } });
        const diff = await client.diff(types.service, "ns/it", before, after, { ignore: ["spec.b"] });
        assert.deepEqual(Object.keys(diff.detailed), ["spec.a"]);
    });

    it("compares stringData with the data that it was kept as", async () => {
        const before = named("Secret", { data: { a: "MQ==" } });
        const diff = await client.diff(types.secret, "ns/it", before, named("Secret", { stringData: { a: "1" } }));
        assert.deepEqual(diff.detailed, {});
    });

    it("replaces the provider, and all that it made, when it leads to another cluster", async () => {
        const config = (server: string, more: Properties = {}): Properties => ({
            kubeconfig: unreachableKubeconfig(server),
            ...more,
        });
        const other = await client.diffConfig(config("https://one"), config("https://two"));
        assert.deepEqual(other.replaces, ["kubeconfig"]);
        const same = await client.diffConfig(
            config("https://one", { namespace: "a" }),
            config("https://one", { namespace: "b" }),
        );
        assert.deepEqual(same.replaces, []);
        const identified = { clusterIdentifier: "x" };
        const kept = await client.diffConfig(config("https://one", identified), config("https://two", identified));
        assert.deepEqual(kept.replaces, []);
    });
});
