import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { awsInventory, ForeignSecret, secretValue } from "../support/aws";
import { type InfisicalServer, machineIdentity, startInfisical } from "../support/infisical";
import { kubectl } from "../support/kubectl";
import { callContinuously } from "../support/mcp";
import { succeeded, TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
const server = ["mcp-eks:servers", "demo"];
const deployment = "deployment/demo-mcp";
const folder = { projectSlug: "tools", environmentSlug: "staging", secretsPath: "/mcp-server" };

/** Secrets from all sources in one server; the tests build on each other. */
describe("secrets of a server on the local environment", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    let stack: TestStack;
    let token: ForeignSecret;
    let bundle: ForeignSecret;
    let infisical: InfisicalServer;

    const get = (jsonPath: string, ...what: string[]) =>
        kubectl("get", ...what, "-n", stack.namespace, "-o", `jsonpath=${jsonPath}`);
    const inPod = (...command: string[]) => kubectl("exec", "-n", stack.namespace, deployment, "--", ...command);
    const variable = (name: string) => inPod("node", "-p", `process.env.${name}`);
    const templateHash = () => get("{.items[0].metadata.labels.pod-template-hash}", "pods");

    /** Once the pods of an earlier template are gone, however that came about. */
    async function rolledBeyond(hash: string): Promise<void> {
        const label = `pod-template-hash=${hash}`;
        const deadline = Date.now() + 5 * minutes;
        while ((await get("{.items[*].metadata.name}", "pods", "-l", `pod-template-hash!=${hash}`)) === "") {
            if (Date.now() > deadline) throw new Error(`no pod of another template than ${hash} came by itself`);
            await pause(500);
        }
        await kubectl("rollout", "status", deployment, "-n", stack.namespace, "--timeout=120s");
        await kubectl("wait", "--for=delete", "pods", "-n", stack.namespace, "-l", label, "--timeout=240s");
    }

    before("secrets that others keep, and a server that uses them", async () => {
        infisical = await startInfisical(folder);
        infisical.secrets.FROM_INFISICAL = "first";
        stack = await TestStack.create("secrets");
        token = await ForeignSecret.create("e2e-secrets/token", "token-1");
        bundle = await ForeignSecret.create("e2e-secrets/bundle", JSON.stringify({ USER: "app", cert: "cert-1" }));
        stack.configure(
            [[...server, "path"], "/secrets/mcp"],
            [
                [...server, "secrets"],
                {
                    DEMO_API_KEY: { generate: { length: 24, special: true, specialCharacters: "-_", version: "1" } },
                    DEMO_TOKEN: { existing: { name: token.name } },
                    DATABASE_URL: { template: "postgres://app:{{ .DEMO_TOKEN }}@db:5432/app" },
                    CERTIFICATE: {
                        existing: { name: bundle.name, property: "cert" },
                        file: { path: "/etc/demo/certificate", mode: "0400" },
                    },
                },
            ],
            [[...server, "secretBundles"], [{ name: bundle.name, prefix: "BUNDLE_" }]],
        );
        succeeded(await stack.up());
    });

    after(async () => {
        await stack?.cleanUp();
        await token?.remove();
        await bundle?.remove();
        infisical?.close();
    });

    it("are read where they are, made of others, and taken whole", async () => {
        assert.equal(await variable("DEMO_TOKEN"), "token-1");
        assert.equal(await variable("DATABASE_URL"), "postgres://app:token-1@db:5432/app");
        assert.equal(await variable("BUNDLE_USER"), "app");
        const made = (await awsInventory()).filter((entry) => entry.startsWith("secret mcp/secrets/"));
        assert.deepEqual(made, ["secret mcp/secrets/demo/DEMO_API_KEY"]);
    });

    it("are files that the server can read and not write, and then no variables", async () => {
        assert.equal(await inPod("cat", "/etc/demo/certificate"), "cert-1");
        assert.equal(await variable("CERTIFICATE"), "undefined");
        await assert.rejects(
            inPod("sh", "-c", "echo x > /etc/demo/certificate"),
            /Read-only file system|Permission denied/,
        );
    });

    it("reach the pods by themselves when Pulumi changes them, long before the store is asked again", async () => {
        const [old, hash] = [await variable("DEMO_API_KEY"), await templateHash()];
        assert.match(old, /^[A-Za-z0-9_-]{24}$/);
        stack.configure([[...server, "secrets", "DEMO_API_KEY", "generate", "version"], "2"]);
        succeeded(await stack.up());
        await rolledBeyond(hash);
        const now = await variable("DEMO_API_KEY");
        assert.notEqual(now, old);
        assert.equal(now, await secretValue("mcp/secrets/demo/DEMO_API_KEY"));
    });

    it("come from a folder of Infisical", async () => {
        const credentials = {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "infisical-credentials", namespace: stack.namespace },
            stringData: machineIdentity,
        };
        await execa("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(credentials) });
        stack.configure(
            [[...server, "infisical"], { ...folder, hostApi: infisical.hostApi, refreshInterval: "2s" }],
            [["mcp-eks:platform", "secretStore", "refreshInterval"], "2s"],
        );
        const hash = await templateHash();
        succeeded(await stack.up());
        await rolledBeyond(hash);
        assert.equal(await variable("FROM_INFISICAL"), "first");
    });

    it("roll the pods by themselves when somebody changes them, and no call is lost", async () => {
        const hash = await templateHash();
        const { endpoints } = await stack.outputs<{ endpoints: { demo: { url: string } } }>();
        const rotate = async () => {
            await token.change("token-2");
            await rolledBeyond(hash);
        };
        const { calls, failures } = await callContinuously(endpoints.demo.url, rotate());
        assert.deepEqual(failures, []);
        assert.ok(calls > 100, `only ${calls} calls were made`);
        assert.equal(await variable("DEMO_TOKEN"), "token-2");
        assert.equal(await variable("DATABASE_URL"), "postgres://app:token-2@db:5432/app");
    });

    it("roll the pods for files as well", async () => {
        const hash = await templateHash();
        await bundle.change(JSON.stringify({ USER: "app", cert: "cert-2" }));
        await rolledBeyond(hash);
        assert.equal(await inPod("cat", "/etc/demo/certificate"), "cert-2");
    });

    it("roll the pods for Infisical as well", async () => {
        const hash = await templateHash();
        infisical.secrets.FROM_INFISICAL = "second";
        await rolledBeyond(hash);
        assert.equal(await variable("FROM_INFISICAL"), "second");
    });

    it("leave nothing for Pulumi to do: a roll is no change of what it declares", async () => {
        const rolled = await get("{.spec.template.metadata.annotations}", deployment);
        assert.match(rolled, /reloader\.stakater\.com\/last-reloaded-from/);
        succeeded(await stack.preview("--expect-no-changes"));
        succeeded(await stack.preview("--refresh", "--expect-no-changes"));
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
        assert.equal(await get("{.spec.template.metadata.annotations}", deployment), rolled);
    });
});
