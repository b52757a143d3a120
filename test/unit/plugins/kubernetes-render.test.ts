import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { Properties } from "../../../local/plugins/shared";
import { types, withoutCluster } from "./support/kubernetes";
import type { ProviderClient } from "./support/provider-client";

describe("kubernetes stand-in: renderYamlToDirectory", () => {
    let directory: string;
    let client: ProviderClient;
    const configMap = (data: Properties): Properties => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "c", namespace: "ns" },
        data,
    });
    const file = () => join(directory, "1-manifest", "v1-configmap-ns-c.yaml");

    before(async () => {
        directory = mkdtempSync(join(tmpdir(), "render-"));
        client = await withoutCluster({ renderYamlToDirectory: directory });
    });
    after(() => {
        client.close();
        rmSync(directory, { recursive: true });
    });

    it("writes, rewrites and removes manifests, and never asks the cluster", async () => {
        const created = await client.create(types.configMap, configMap({ a: "1" }));
        assert.equal(created.id, "ns/c");
        assert.deepEqual(parse(readFileSync(file(), "utf8")), configMap({ a: "1" }));
        await client.update(
            types.configMap,
            "ns/c",
            { inputs: configMap({ a: "1" }), outputs: created.outputs },
            configMap({ a: "2" }),
        );
        assert.deepEqual(parse(readFileSync(file(), "utf8")), configMap({ a: "2" }));
        await client.delete(types.configMap, "ns/c", configMap({ a: "2" }), created.outputs);
        assert.equal(existsSync(file()), false);
    });

    it("writes nothing in a preview", async () => {
        await client.create(types.configMap, configMap({}), { preview: true });
        assert.deepEqual(
            existsSync(join(directory, "1-manifest")) ? readdirSync(join(directory, "1-manifest")) : [],
            [],
        );
    });

    it("warns that a Secret is written in plain text", async () => {
        client.logged.length = 0;
        await client.create(types.secret, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            data: { a: "MQ==" },
        });
        assert.match(client.logged[0]?.message ?? "", /v1-secret-default-s\.yaml contains a secret value in plaintext/);
    });

    it("is not to be mixed with a choice of cluster", async () => {
        const { failures } = await client.checkConfig({ renderYamlToDirectory: directory, context: "x" });
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["context"],
        );
    });
});
