import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { contexts } from "../../local/addresses";
import { repositoryDir, stateDir } from "../../local/paths";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const plainSecret = "hunter2-hunter2-hunter2";

/** Needs the local environment; creates nothing in it: all that runs are previews. */
describe("the policy pack in a preview", function () {
    this.timeout(20 * minutes);
    let stack: TestStack;

    before(async () => {
        stack = await TestStack.create("policy-pack");
    });
    after(() => stack.cleanUp());

    /** As `pulumi preview --policy-pack policy`, with these rules for the stack. */
    function previewed(policy: object | undefined, settings: object = {}) {
        stack.configure([["mcp-eks:policy"], policy], [["mcp-eks:servers", "demo", "settings"], settings]);
        return stack.preview("--diff=false", "--policy-pack", "policy");
    }

    it("lets a stack pass that violates nothing", async () => {
        const { text } = succeeded(await previewed({ development: true }, { LOG_LEVEL: "info" }));
        assert.match(text, /✅ mcp-eks@v0\.1\.0 \(local: policy\)/);
    });

    it("refuses what violates a rule, names where, and does not repeat a secret", async () => {
        const { exitCode, text } = await previewed({ clusters: ["agentic"] }, { DEMO_TOKEN_2: plainSecret });
        assert.notEqual(exitCode, 0);
        assert.match(text, /❌ mcp-eks@v0\.1\.0/);
        assert.match(text, /\[mandatory\] {2}no-plain-secrets {2}\(kubernetes:core\/v1:ConfigMap: demo\)/);
        assert.match(text, /ConfigMap "e2e-policy-pack\/.*": data\.DEMO_TOKEN_2 is "\(hidden, of DEMO_TOKEN_2\)"/);
        assert.match(
            text,
            /\[mandatory\] {2}placement .*\n.*\n.*mcp-eks:cluster\.name is "mcp-dev"; allowed clusters are agentic/,
        );
        assert.match(text, /\[mandatory\] {2}tls-routes {2}\(kubernetes:networking\.k8s\.io\/v1:Ingress: demo\)/);
        const [, findings = ""] = text.split("Policies:");
        assert.ok(findings.length > 0 && !findings.includes(plainSecret), findings);
    });

    it("only tells where the stack has it so", async () => {
        const policy = { enforcement: "advisory", rules: { "tls-routes": "disabled" } };
        const { text } = succeeded(await previewed(policy, { DEMO_TOKEN_2: plainSecret }));
        assert.match(text, /\[advisory\] {2}no-plain-secrets/);
        assert.doesNotMatch(text, /\[mandatory\]|tls-routes/);
    });

    it("says what is wrong with its settings", async () => {
        const { exitCode, text } = await previewed({ enforcement: "hard" });
        assert.notEqual(exitCode, 0);
        assert.match(text, /mcp-eks:policy: enforcement is "hard"; it is advisory or mandatory/);
    });
});

const program = `
import * as k8s from "@pulumi/kubernetes";

const provider = new k8s.Provider("cluster", { context: ${JSON.stringify(contexts.dev)} });
const labels = { "app.kubernetes.io/name": "hand-made", "app.kubernetes.io/component": "mcp-server" };
const env = [{ name: "GITHUB_TOKEN", value: ${JSON.stringify(plainSecret)} }];
const spec = { containers: [{ name: "server", image: "docker.io/mcp/github:latest", env }] };
const metadata = { name: "hand-made", namespace: "default", labels };
new k8s.apps.v1.Deployment(
    "hand-made",
    { metadata, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } },
    { provider },
);
new k8s.core.v1.Service("hand-made", { metadata, spec: { type: "NodePort", ports: [{ port: 80 }] } }, { provider });
new k8s.core.v1.Secret("hand-made", { metadata, stringData: { token: "x" } }, { provider });
`;

describe("the policy pack with a program of one's own", function () {
    this.timeout(20 * minutes);
    let directory: string;

    // Inside the repository, whose packages it loads.
    before(() => {
        mkdirSync(join(stateDir, "tests"), { recursive: true });
        directory = mkdtempSync(join(stateDir, "tests", "policy-program-"));
        mkdirSync(join(directory, "state"));
        const runtime = 'runtime: { name: nodejs, options: { typescript: false, nodeargs: "--import tsx" } }';
        writeFileSync(join(directory, "Pulumi.yaml"), `name: hand-made\nmain: index.ts\n${runtime}\n`);
        writeFileSync(join(directory, "index.ts"), program);
    });
    after(() => rmSync(directory, { recursive: true, force: true }));

    it("judges what it makes, and refuses without any settings", async () => {
        const pulumi = (...args: string[]) =>
            execa("pulumi", [...args, "--non-interactive", "--color", "never"], {
                cwd: directory,
                env: { PULUMI_BACKEND_URL: `file://${join(directory, "state")}` },
                all: true,
                reject: false,
            });
        await pulumi("stack", "init", "prod");
        const { exitCode, all: text } = await pulumi("preview", "--policy-pack", join(repositoryDir, "policy"));
        assert.notEqual(exitCode, 0, text);
        const refused = [...text.matchAll(/\[mandatory\] {2}(\S+) {2}\(kubernetes:\S+: hand-made\)/g)].map(
            ([, rule]) => rule,
        );
        assert.deepEqual([...new Set(refused)].sort(), [
            "approved-registries",
            "no-node-port",
            "no-plain-secrets",
            "no-privileges",
            "no-secret-objects",
            "non-root",
            "pinned-images",
            "read-only-root",
            "resource-limits",
            "standard-labels",
        ]);
        assert.ok(!text.includes(plainSecret));
    });
});
