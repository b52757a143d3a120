import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ContainerImage, ImageRegistry, McpServer, type McpServerArgs } from "../../components";
import { pushedDigest, type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");
const upstreamDigest = `sha256:${"0a".repeat(32)}`;
const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const brave = { image: `mcp/brave-search:2.0.1@${upstreamDigest}` };

const make = async (args: Omit<McpServerArgs, "namespace">) =>
    (await record(() => new McpServer("search", { namespace: "tools", ...args }))).program;

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const part = (resource: RegisteredResource, name: "spec" | "metadata") => resource.inputs[name] as any;
const template = (program: RecordedProgram) => part(program.only("Deployment"), "spec").template;
const container = (program: RecordedProgram) => template(program).spec.containers[0];

describe("pre-built image of McpServer", () => {
    it("is copied to the server's repository, and the copy is deployed by its digest", async () => {
        const program = await make({ prebuilt: brave });
        const pulled = program.only("RemoteImage").inputs;
        assert.equal(pulled.name, `docker.io/mcp/brave-search@${upstreamDigest}`);
        assert.equal(pulled.platform, "linux/amd64");
        const { sourceImage, targetImage } = program.only("Tag").inputs;
        assert.deepEqual(
            [sourceImage, targetImage],
            ["sha256:pulled", `${ecr}/mcp/test/search:copy-2.0.1-0a0a0a0a0a0a`],
        );
        assert.equal(container(program).image, `${ecr}/mcp/test/search@${pushedDigest}`);
    });

    it("is pushed with ECR's password of the hour, which makes no change by itself", async () => {
        const pushed = (await make({ prebuilt: brave })).only("RegistryImage");
        assert.deepEqual(pushed.ignoreChanges, ["authConfig"]);
        assert.equal((pushed.inputs.authConfig as { address: string }).address, `https://${ecr}`);
        assert.ok(
            !JSON.stringify(pushed.inputs)
                .replaceAll(/\{"4dabf[^}]*\}/g, "")
                .includes("registry-password"),
        );
        assert.equal(pushed.inputs.keepRemotely, true);
    });

    it("may be pushed again, which ECR allows only of tags that are left out of immutability", async () => {
        const { inputs } = (await make({ prebuilt: brave })).only("Repository");
        assert.equal(inputs.imageTagMutability, "IMMUTABLE_WITH_EXCLUSION");
        assert.deepEqual(inputs.imageTagMutabilityExclusionFilters, [{ filter: "copy-*", filterType: "WILDCARD" }]);
    });

    it("is asked for by http where Docker does so too: at loopback", async () => {
        const pushed = (await make({ prebuilt: { ...brave, registry: "localhost:5000" } })).only("RegistryImage");
        assert.deepEqual(pushed.inputs.authConfig, { address: "http://localhost:5000", username: "", password: "" });
    });

    it("is looked up by its tag when it has no digest", async () => {
        const program = await make({ prebuilt: { image: "ghcr.io/team/server:1.0" } });
        assert.equal(program.only("RemoteImage").inputs.name, `ghcr.io/team/server@sha256:${"b".repeat(64)}`);
    });

    it("stays where it is when it is on the list", async () => {
        const program = await make({ prebuilt: { ...brave, via: "direct", allowed: ["docker.io/mcp"] } });
        assert.equal(container(program).image, `docker.io/mcp/brave-search@${upstreamDigest}`);
        assert.deepEqual(program.all("Repository"), []);
    });

    it("comes from ECR's cache by the same digest", async () => {
        const program = await make({
            prebuilt: { ...brave, via: "cache", cacheUrl: pulumi.output(`${ecr}/docker-io`) },
        });
        assert.equal(container(program).image, `${ecr}/docker-io/mcp/brave-search@${upstreamDigest}`);
        assert.deepEqual(program.all("Repository"), []);
    });

    it("shows its tag as the pods' version", async () => {
        const { labels } = template(await make({ prebuilt: brave })).metadata;
        assert.equal(labels["app.kubernetes.io/version"], "2.0.1");
    });
});

describe("built image of McpServer", () => {
    it("shows its tag as the pods' version", async () => {
        const { labels } = template(await make({ image: { context, tag: "1.4.0" } })).metadata;
        assert.equal(labels["app.kubernetes.io/version"], "1.4.0");
    });

    it("is kept with a key of one's own, pulled by other accounts, scanned or not", async () => {
        const kmsKey = "arn:aws:kms:eu-central-1:123456789012:key/1234";
        const program = await make({ image: { context, kmsKey, pullAccounts: ["210987654321"], scanOnPush: false } });
        const { encryptionConfigurations, imageScanningConfiguration } = program.only("Repository").inputs;
        assert.deepEqual(encryptionConfigurations, [{ encryptionType: "KMS", kmsKey }]);
        assert.deepEqual(imageScanningConfiguration, { scanOnPush: false });
        assert.match(String(program.only("RepositoryPolicy").inputs.policy), /"arn:aws:iam::210987654321:root"/);
    });

    it("is pulled with the namespace's credentials, by the policy that is asked for", async () => {
        const program = await make({ image: { context }, pull: { secrets: ["registry-key"], policy: "Always" } });
        assert.deepEqual(template(program).spec.imagePullSecrets, [{ name: "registry-key" }]);
        assert.equal(container(program).imagePullPolicy, "Always");
    });

    it("tells how its scan is read", async () => {
        const { result } = await record(() => new ContainerImage("search", { context }));
        const command = await new Promise<string>((resolve) => result.scanFindings.apply(resolve));
        assert.match(command, new RegExp(`--repository-name mcp/test/search --image-id imageDigest=${pushedDigest}`));
    });
});

describe("code of McpServer", () => {
    const runtime = { image: `node@${upstreamDigest}`, via: "direct", allowed: ["docker.io/library/node"] };
    const code = { runtime, command: ["node", "/app/server.mjs"], files: { "server.mjs": pulumi.output("// 1") } };

    it("is a ConfigMap of the server's name, seen under /app and not writable", async () => {
        const program = await make({ code });
        const { name, namespace } = part(program.only("ConfigMap"), "metadata");
        assert.deepEqual([name, namespace], ["search-mcp-code", "tools"]);
        assert.deepEqual(program.only("ConfigMap").inputs.data, { "server.mjs": "// 1" });
        const { command, image, volumeMounts } = container(program);
        assert.deepEqual(command, ["node", "/app/server.mjs"]);
        assert.equal(image, `docker.io/library/node@${upstreamDigest}`);
        const mount = volumeMounts.find(({ mountPath }: { mountPath: string }) => mountPath === "/app");
        assert.equal(mount.readOnly, true);
        const volume = template(program).spec.volumes.find(({ name }: { name: string }) => name === mount.name);
        assert.equal(volume.configMap.name, "search-mcp-code");
    });

    it("is there before the pods, none of whose properties are outputs of it", async () => {
        const program = await make({ code });
        const { dependencies, propertyDependencies } = program.only("Deployment");
        assert.ok(dependencies.includes(program.only("ConfigMap").urn));
        // Pulumi would replace the Deployment with the ConfigMap, whose changed data replace it.
        assert.ok(!propertyDependencies.includes(program.only("ConfigMap").urn));
    });

    it("rolls the pods when it changes, as the ConfigMap keeps its name", async () => {
        const checksum = async (text: string) =>
            template(await make({ code: { ...code, files: { "server.mjs": text } } })).metadata.annotations[
                "mcp-eks/code-checksum"
            ];
        assert.equal(await checksum("// 1"), await checksum("// 1"));
        assert.notEqual(await checksum("// 1"), await checksum("// 2"));
    });

    it("is a folder's files as well, without its folders", async () => {
        const { data } = (await make({ code: { ...code, files: undefined, folder: context } })).only(
            "ConfigMap",
        ).inputs;
        const names = Object.keys(data as object);
        assert.ok(names.includes("server.ts") && !names.some((name) => name.startsWith("tools")));
    });
});

describe("ImageRegistry", () => {
    const caches = { "quay.io": {}, "ghcr.io": { existing: true, prefix: "github" } };

    it("makes a rule for each cache, but for those that are there, and tells where images come from", async () => {
        const { program, result } = await record(() => new ImageRegistry("images", { caches }));
        const { ecrRepositoryPrefix, upstreamRegistryUrl } = program.only("PullThroughCacheRule").inputs;
        assert.deepEqual([ecrRepositoryPrefix, upstreamRegistryUrl], ["quay-io", "quay.io"]);
        const urls = await new Promise((resolve) => result.cacheUrls.apply(resolve));
        assert.deepEqual(urls, {
            "quay.io": `${ecr}/quay-io`,
            "ghcr.io": "210987654321.dkr.ecr.eu-west-1.amazonaws.com/github",
        });
    });

    it("has all images scanned by Inspector, again and again, on request", async () => {
        const { program } = await record(() => new ImageRegistry("images", { scanType: "ENHANCED" }));
        assert.deepEqual(program.only("RegistryScanningConfiguration").inputs, {
            scanType: "ENHANCED",
            rules: [{ scanFrequency: "CONTINUOUS_SCAN", repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }] }],
        });
    });
});
