import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contexts } from "../../local/addresses";
import { awsInventory, secretValue } from "../support/aws";
import { copyOfDemo } from "../support/demo-source";
import { builtLayers, pushedTags } from "../support/images";
import { clusterInventory, kubectl } from "../support/kubectl";
import { callContinuously, callTool, listTools, timeStream } from "../support/mcp";
import { type PulumiRun, succeeded, TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
const server = ["mcp-eks:servers", "demo"];
const deployment = "deployment/demo-mcp";

/** What came since; what others removed meanwhile is theirs. */
const added = (before: string[], after: string[]) => after.filter((entry) => !before.includes(entry));

/** One server from nothing to nothing; the tests build on each other, as a team's days do. */
describe("the life of a server on the local environment", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    const givenSecret = "plain-text-of-the-given-secret";
    let stack: TestStack;
    let source: string;
    let url: string;
    let earlier: { aws: string[]; cluster: string[] };
    const shown: PulumiRun[] = [];

    const deployedImage = () =>
        kubectl("get", deployment, "-n", stack.namespace, "-o", "jsonpath={.spec.template.spec.containers[0].image}");

    /** What the labels of one ReplicaSet's pods have in common. */
    const generation = async () =>
        `pod-template-hash=${await kubectl("get", "pods", "-n", stack.namespace, "-o", "jsonpath={.items[0].metadata.labels.pod-template-hash}")}`;
    /** A rollout is complete while the last old pod still drains. */
    const gone = (pods: string) =>
        kubectl("wait", "--for=delete", "pods", "-n", stack.namespace, "-l", pods, "--timeout=240s");

    before("a stack of its own, with a copy of the demo server", async () => {
        earlier = { aws: await awsInventory(), cluster: await clusterInventory() };
        stack = await TestStack.create("lifecycle");
        source = copyOfDemo(stack.directory);
        stack.configure([[...server, "image", "context"], source], [[...server, "path"], "/lifecycle/mcp"]);
        await stack.setSecret("demoToken", givenSecret);
    });

    after("destroys what a failed test left", () => stack?.cleanUp());

    it("previews before anything exists, and creates nothing by it", async () => {
        shown.push(succeeded(await stack.preview()));
        assert.deepEqual(added(earlier.aws, await awsInventory()), []);
        assert.deepEqual(added(earlier.cluster, await clusterInventory()), []);
    });

    it("names a cluster that EKS does not know, and creates nothing", async () => {
        const cluster = (name: string, context?: string) =>
            stack.configure([["mcp-eks:cluster"], { name, ...(context && { context }) }]);
        // By EKS's word alone, and by a context where only the role's trust asks EKS.
        for (const context of [undefined, contexts.dev]) {
            cluster("no-such-cluster", context);
            const { exitCode, text } = await stack.up();
            assert.notEqual(exitCode, 0);
            assert.match(
                text,
                /1 problem, nothing was created:\n +mcp-eks:cluster: name is "no-such-cluster"; EKS has no cluster of this name in region eu-central-1 of account 123456789012;/,
            );
            assert.doesNotMatch(text, /unhandled exception|\n +at /);
            assert.deepEqual(added(earlier.aws, await awsInventory()), []);
            assert.deepEqual(added(earlier.cluster, await clusterInventory()), []);
        }
        cluster(contexts.dev, contexts.dev);
    });

    it("goes from source to a tool's answer through the ingress in one up", async () => {
        shown.push(succeeded(await stack.up()));
        const outputs = await stack.outputs<{ endpoints: { demo: { url: string } } }>();
        url = outputs.endpoints.demo.url;
        assert.ok((await listTools(url)).includes("add_numbers"));
        assert.equal(await callTool(url, "add_numbers", { numbers: [19, 23] }), "The sum is 42");
    });

    it("deploys by digest, with every replica available", async () => {
        assert.match(await deployedImage(), /^localhost:5000\/mcp\/lifecycle\/demo@sha256:[0-9a-f]{64}$/);
        // The Deployment starts with one; the autoscaler brings it to its minimum.
        const replicas = "--for=jsonpath={.status.availableReplicas}=2";
        await kubectl("wait", replicas, deployment, "-n", stack.namespace, "--timeout=240s");
    });

    it("changes nothing and builds nothing when it is run again", async () => {
        const layers = await builtLayers();
        const tags = await pushedTags("mcp/lifecycle/demo");
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
        assert.deepEqual(await builtLayers(), layers);
        assert.deepEqual(await pushedTags("mcp/lifecycle/demo"), tags);
    });

    it("brings the secrets into the pod's environment", async () => {
        const inPod = (variable: string) =>
            kubectl("exec", "-n", stack.namespace, deployment, "--", "node", "-p", `process.env.${variable}`);
        assert.equal(await inPod("DEMO_TOKEN"), givenSecret);
        assert.equal(await inPod("DEMO_API_KEY"), await secretValue("mcp/lifecycle/demo/DEMO_API_KEY"));
    });

    it("has no secret in plain text in state, outputs, previews or what up printed", async () => {
        shown.push(succeeded(await stack.preview("--show-sames")), succeeded(await stack.preview("--json")));
        const texts = [...shown.map(({ text }) => text), JSON.stringify(await stack.outputs())];
        for (const file of stack.writtenFiles()) texts.push(readFileSync(file, "utf8"));
        const generated = await secretValue("mcp/lifecycle/demo/DEMO_API_KEY");
        for (const secret of [givenSecret, generated]) {
            for (const form of [secret, Buffer.from(secret).toString("base64")]) {
                assert.deepEqual(
                    texts.filter((text) => text.includes(form)).map((text) => text.slice(0, 200)),
                    [],
                );
            }
        }
    });

    it("streams events through the ingress while the tool still runs", async () => {
        const { firstEventMilliseconds, endMilliseconds } = await timeStream(url, 10, 300);
        assert.ok(firstEventMilliseconds < 1000, `the first event took ${firstEventMilliseconds} ms`);
        assert.ok(endMilliseconds >= 3000, `the tool ran ${endMilliseconds} ms`);
    });

    it("loses no call when its pods are restarted under load", async () => {
        const old = await generation();
        const restart = async () => {
            await kubectl("rollout", "restart", deployment, "-n", stack.namespace);
            await kubectl("rollout", "status", deployment, "-n", stack.namespace, "--timeout=120s");
            await gone(old);
        };
        const { calls, failures } = await callContinuously(url, restart());
        assert.deepEqual(failures, []);
        assert.ok(calls > 100, `only ${calls} calls were made`);
    });

    it("rolls a change of code out by a new digest", async () => {
        const [image, old] = [await deployedImage(), await generation()];
        const tool = join(source, "demo", "tools", "add-numbers.ts");
        writeFileSync(tool, readFileSync(tool, "utf8").replace("The sum is", "The new sum is"));
        succeeded(await stack.up());
        assert.notEqual(await deployedImage(), image);
        await gone(old);
        assert.equal(await callTool(url, "add_numbers", { numbers: [19, 23] }), "The new sum is 42");
    });

    it("fails with the reason when the new image crashes, and the old one serves on", async () => {
        appendFileSync(join(source, "demo", "server.ts"), '\nthrow new Error("broken on purpose");\n');
        stack.configure([[...server, "timeouts", "rolloutSeconds"], 45]);
        const run = await stack.up();
        assert.notEqual(run.exitCode, 0);
        assert.match(run.text, /demo-mcp/);
        assert.match(run.text, /CrashLoopBackOff|crash/i);
        assert.equal(await callTool(url, "add_numbers", { numbers: [19, 23] }), "The new sum is 42");
    });

    it("recovers by the next up with the fix", async () => {
        const main = join(source, "demo", "server.ts");
        writeFileSync(main, readFileSync(main, "utf8").replace('\nthrow new Error("broken on purpose");\n', ""));
        succeeded(await stack.up());
        assert.equal(await callTool(url, "add_numbers", { numbers: [19, 23] }), "The new sum is 42");
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
    });

    it("leaves nothing in the cluster or in AWS when it is destroyed", async () => {
        succeeded(await stack.destroy());
        assert.deepEqual(added(earlier.cluster, await clusterInventory()), []);
        assert.deepEqual(added(earlier.aws, await awsInventory()), []);
    });
});
