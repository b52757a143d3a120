import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { repositoryDir, stateDir } from "../../local/paths";
import type { KubernetesObject } from "../../stacks/manifests/objects";
import { checkovFailures, kubeScoreCriticals } from "../support/judges";
import { kubectl } from "../support/kubectl";
import { manifests, parsed, writeStack } from "../support/manifests";

const minutes = 60_000;
const namespace = "e2e-manifests";

/** Checks that docs/policies.md lists as failing by default. */
function documentedExceptions(): string[] {
    const page = readFileSync(join(repositoryDir, "docs", "policies.md"), "utf8");
    const [, table = ""] = page.split("| check | objects to | why it is the default |");
    return [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, check]) => check ?? "").sort();
}

/** Checks of objections; those of kube-score name the same check once for user and group. */
const checksOf = (objections: string[]) => [...new Set(objections.map((text) => text.split(" ")[0] ?? ""))].sort();

describe("a server with an image and a port, judged", function () {
    this.timeout(20 * minutes);
    let directory: string;

    before(() => {
        mkdirSync(join(stateDir, "tests"), { recursive: true });
        directory = mkdtempSync(join(stateDir, "tests", "manifests-"));
    });
    after(async () => {
        rmSync(directory, { recursive: true, force: true });
        await kubectl("delete", "namespace", namespace, "--ignore-not-found");
    });

    /** Manifests of a stack with one server. */
    async function written(stack: string, platform: object): Promise<string> {
        const configFile = writeStack(directory, stack, {
            "aws:region": "eu-central-1",
            "mcp-eks:cluster": { name: "judged" },
            "mcp-eks:platform": { ...platform, namespace },
            "mcp-eks:servers": { github: { image: { context: "./servers/demo" }, port: 9000 } },
        });
        const out = join(directory, `${stack}.yaml`);
        await manifests("--stack", stack, "--config-file", configFile, "--out", out);
        return out;
    }

    describe("on the platform of stack prod", () => {
        let file: string;
        let objects: KubernetesObject[];

        before(async () => {
            const prod = parse(readFileSync(join(repositoryDir, "Pulumi.prod.yaml"), "utf8")) as {
                config: { "mcp-eks:platform": object };
            };
            file = await written("strict", prod.config["mcp-eks:platform"]);
            objects = parsed(readFileSync(file, "utf8"));
        });

        it("has nothing that kube-score finds critical", async () => {
            assert.deepEqual(await kubeScoreCriticals(file), []);
        });

        it("fails no check of checkov", async () => assert.deepEqual(await checkovFailures(file), []));

        describe("by the cluster", () => {
            before("its namespace and ServiceAccount are there", async () => {
                const needed = objects.filter(({ kind }) => kind === "Namespace" || kind === "ServiceAccount");
                await applied(needed);
            });

            it("is accepted by strict server-side validation", async () => {
                const text = await kubectl("apply", "--dry-run=server", "--validate=strict", "-f", file);
                assert.equal(text.trim().split("\n").length, objects.length);
            });

            it("would not be if a field were misspelt", async () => {
                const [service] = objects.filter(({ kind }) => kind === "Service");
                const spec = { ...(service?.spec as object), sesionAffinity: "None" };
                const { exitCode, stderr } = await dryRun({ ...service, spec });
                assert.notEqual(exitCode, 0);
                assert.match(stderr, /unknown field "spec\.sesionAffinity"/);
            });

            it("has pods that Pod Security restricted admits", async () => {
                const { exitCode, stderr } = await dryRun(pod(objects));
                assert.equal(exitCode, 0, stderr);
                assert.doesNotMatch(stderr, /PodSecurity/);
            });

            it("would not have them if they could become root", async () => {
                const rootless = pod(objects);
                const [container] = rootless.spec.containers;
                const { exitCode, stderr } = await dryRun({
                    ...rootless,
                    spec: { ...rootless.spec, containers: [{ ...container, securityContext: {} }] },
                });
                assert.notEqual(exitCode, 0);
                assert.match(stderr, /violates PodSecurity "restricted/);
            });
        });
    });

    it("with a platform of defaults fails the checks that docs/policies.md gives reasons for, and no others", async () => {
        const file = await written("defaults", {
            route: { host: "mcp.example.com", tls: { clusterIssuer: "letsencrypt" } },
            monitoring: {},
        });
        const objections = [...(await kubeScoreCriticals(file)), ...(await checkovFailures(file))];
        assert.deepEqual(checksOf(objections), documentedExceptions());
    });
});

interface Pod {
    apiVersion: string;
    kind: string;
    metadata: object;
    spec: { containers: object[] };
}

/** A pod as the Deployment would make it. */
function pod(objects: KubernetesObject[]): Pod {
    const [deployment] = objects.filter(({ kind }) => kind === "Deployment");
    const { template } = (deployment as unknown as { spec: { template: Pod } }).spec;
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { ...template.metadata, name: "judged", namespace },
        spec: template.spec,
    };
}

const stream = (objects: object[]) => objects.map((object) => JSON.stringify(object)).join("\n---\n");

const dryRun = (object: object) =>
    execa("kubectl", ["apply", "--dry-run=server", "--validate=strict", "-f", "-"], {
        input: stream([object]),
        reject: false,
    });

const applied = (objects: object[]) => execa("kubectl", ["apply", "-f", "-"], { input: stream(objects) });
