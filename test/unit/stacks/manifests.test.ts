import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plain } from "../../../stacks/manifests/plain";
import { manifests, manifestsCommand, parsed, writeStack } from "../../support/manifests";

const nameOf = ({ kind, metadata }: { kind: string; metadata: { name: string } }) => `${kind}/${metadata.name}`;

describe("npm run manifests", function () {
    this.timeout(60_000);
    let directory: string;
    let prod: string;

    before(async () => {
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-manifests-"));
        prod = await manifests("--stack", "prod");
    });
    after(() => rmSync(directory, { recursive: true }));

    it("prints every object of a stack, the namespace first", () => {
        const names = parsed(prod).map(nameOf);
        assert.equal(names[0], "Namespace/mcp-prod");
        for (const server of ["demo", "calculator", "reports"]) {
            for (const kind of ["ServiceAccount", "NetworkPolicy", "Service", "Deployment", "PodDisruptionBudget"]) {
                assert.ok(names.includes(`${kind}/${server}-mcp`), `${kind} of ${server}`);
            }
        }
        assert.equal(new Set(names).size, names.length);
    });

    it("prints only Kubernetes objects, each in its namespace", () => {
        for (const { apiVersion, kind, metadata } of parsed(prod)) {
            assert.ok(apiVersion && kind && metadata.name);
            assert.ok(kind === "Namespace" || metadata.namespace !== undefined, `${kind}/${metadata.name}`);
        }
    });

    it("leaves the number of pods to the autoscaler", () => {
        const scaled = parsed(prod).filter(({ kind }) => kind === "HorizontalPodAutoscaler");
        assert.ok(scaled.length > 0);
        const targets = scaled.map(({ metadata }) => metadata.name);
        const deployments = parsed(prod).filter(
            ({ kind, metadata: { name } }) => kind === "Deployment" && targets.includes(name),
        );
        assert.deepEqual(
            deployments.filter(({ spec }) => (spec as { replicas?: number }).replicas !== undefined).map(nameOf),
            [],
        );
    });

    it("leaves nothing open", () => assert.doesNotMatch(prod, /undefined|\[object |04da6b54|Output</));

    it("prints the same again", async () => assert.equal(await manifests("--stack", "prod"), prod));

    for (const stack of ["dev", "staging"]) {
        it(`prints stack ${stack}`, async () => {
            assert.ok(parsed(await manifests("--stack", stack)).some(({ kind }) => kind === "Deployment"));
        });
    }

    it("prints the objects of one server", async () => {
        const names = parsed(await manifests("--stack", "prod", "--server", "reports")).map(nameOf);
        assert.ok(names.includes("Deployment/reports-mcp"));
        assert.deepEqual(
            names.filter((name) => !name.includes("/reports-mcp")),
            [],
        );
    });

    it("writes them to a file and keeps quiet", async () => {
        const out = join(directory, "prod.yaml");
        assert.equal((await manifests("--stack", "prod", "--out", out)).trim(), "");
        assert.equal(readFileSync(out, "utf8"), prod);
    });

    it("prints servers whose images and identities only AWS and registries know", async () => {
        const configFile = writeStack(directory, "kinds", {
            "aws:region": "eu-central-1",
            "mcp-eks:cluster": { name: "c" },
            "mcp-eks:platform": {
                namespace: "n",
                images: { caches: { "quay.io": {} } },
                identity: { kind: "podIdentity" },
                infisical: { projectSlug: "tools", environmentSlug: "production" },
            },
            "mcp-eks:servers": {
                copied: {
                    prebuilt: { image: "docker.io/mcp/fetch:1.2.0" },
                    permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::docs/*"] }],
                },
                // Verifying a signature would run cosign, against the network.
                cached: {
                    prebuilt: {
                        image: `quay.io/mcp/fetch:1.2.0@sha256:${"a".repeat(64)}`,
                        via: "cache",
                        signature: {
                            certificateIdentity: "a@example.com",
                            certificateOidcIssuer: "https://example.com",
                        },
                    },
                    infisical: {},
                },
                coded: {
                    code: {
                        runtime: { image: "docker.io/library/node:22.1.0" },
                        files: { "server.mjs": "" },
                        command: ["node", "/app/server.mjs"],
                    },
                    secrets: { A: { existing: { name: "shared/a" } }, B: { generate: {} } },
                },
            },
        });
        const deployments = parsed(await manifests("--stack", "kinds", "--config-file", configFile))
            .filter(({ kind }) => kind === "Deployment")
            .map(({ spec }) => spec as { template: { spec: { containers: { image: string }[] } } });
        const registry = "000000000000.dkr.ecr.eu-central-1.amazonaws.com";
        assert.deepEqual(
            deployments.map(({ template }) => template.spec.containers[0]?.image),
            [
                `${registry}/quay-io/mcp/fetch@sha256:${"a".repeat(64)}`,
                `${registry}/mcp/kinds/coded@sha256:${"0".repeat(64)}`,
                `${registry}/mcp/kinds/copied@sha256:${"0".repeat(64)}`,
            ],
        );
    });

    it("names the servers that there are when asked for another", async () => {
        const { exitCode, stderr, stdout } = await manifestsCommand("--stack", "prod", "--server", "nobody");
        assert.equal(exitCode, 1);
        assert.equal(stdout, "");
        assert.match(stderr, /no server "nobody"; it has: calculator, demo, reports/);
    });

    it("names the stacks that there are when asked for another", async () => {
        const { exitCode, stderr } = await manifestsCommand("--stack", "moon");
        assert.equal(exitCode, 1);
        assert.match(stderr, /no stack "moon" .*there are: .*dev.*prod.*staging/);
    });

    it("says what is wrong with a configuration", async () => {
        const configFile = writeStack(directory, "bad", {
            "aws:region": "eu-central-1",
            "mcp-eks:cluster": { name: "c" },
            "mcp-eks:platform": { namespace: "n" },
            "mcp-eks:servers": { github: { image: { context: "./servers/demo" }, port: 80 } },
        });
        const { exitCode, stderr, stdout } = await manifestsCommand("--stack", "bad", "--config-file", configFile);
        assert.notEqual(exitCode, 0);
        assert.equal(stdout, "");
        assert.match(stderr, /server "github": port is 80/);
    });

    it("keeps text that YAML 1.1 would take for something else", () => {
        const [ingress] = parsed(prod).filter(({ kind }) => kind === "Ingress");
        const annotations = Object.values(ingress?.metadata.annotations ?? {});
        assert.ok(annotations.length > 0);
        assert.deepEqual(
            annotations.filter((value) => typeof value !== "string"),
            [],
        );
    });

    describe("secrets in an object", () => {
        const signature = "4dabf18193072939515e22adb298388d";
        const secret = { [signature]: "1b47061264138c4ac30d75fd1eb44270", value: "plain text" };
        const output = { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: { a: [secret, 1] } };

        it("are hidden at any depth", () => {
            assert.deepEqual(
                plain({ kind: "Secret", stringData: { a: secret }, list: [{ b: secret }], output }, "it"),
                {
                    kind: "Secret",
                    stringData: { a: "(secret)" },
                    list: [{ b: "(secret)" }],
                    output: { a: ["(secret)", 1] },
                },
            );
        });

        it("are hidden when an output is one", () => {
            assert.equal(plain({ ...output, secret: true }, "it"), "(secret)");
        });

        it("are no excuse for values that nobody knows yet", () => {
            assert.throws(
                () => plain({ a: ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"] }, "it"),
                /it\.a\[0\] is known after/,
            );
        });

        it("are not guessed: a value of unknown kind is refused", () => {
            assert.throws(
                () => plain({ a: { [signature]: "something else" } }, "it"),
                /it\.a is a value of unknown kind/,
            );
        });
    });
});
