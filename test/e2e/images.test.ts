import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { nodeBaseImage, registryHost } from "../../local/addresses";
import { repositoryDir } from "../../local/paths";
import { buildTool } from "../../local/tools/build";
import { repositoryMade } from "../support/aws";
import { kubectl } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { succeeded, TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
const foreignRepository = `${registryHost}/foreign/greeter`;

/** The three ways of an image to the pods, signed and not; the tests build on each other. Compiles cosign and syft at first. */
describe("images on the local environment", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    let stack: TestStack;
    let directory: string;
    let signedImage: string;
    let unsignedImage: string;
    const path = process.env.PATH;
    const password = "of-a-key-of-one-test";
    const noLog = ["--tlog-upload=false", "--use-signing-config=false"];

    const url = (server: string) => `http://localhost:8080/images/${server}/mcp`;
    const greet = (server: string) => callTool(url(server), "greet", { name: "Ada" });
    const inPods = (server: string, jsonpath: string) =>
        kubectl("get", `deployment/${server}-mcp`, "-n", stack.namespace, "-o", `jsonpath={.spec.template${jsonpath}}`);
    const deployed = (server: string) => inPods(server, ".spec.containers[0].image");
    const cosign = (...args: string[]) => execa("cosign", args, { cwd: directory, env: { COSIGN_PASSWORD: password } });

    /** A build context with the server's one file, in which the greeting is another. */
    function contextOf(name: string, greeting: string): string {
        const context = join(directory, name);
        cpSync(join(repositoryDir, "servers", "single-file"), context, { recursive: true });
        say(context, "Hello", greeting);
        const lines = ["ARG BASE_IMAGE", `FROM \${BASE_IMAGE}`, "COPY server.mjs /srv/", "USER 1000:1000"];
        writeFileSync(join(context, "Dockerfile"), [...lines, 'CMD ["node", "/srv/server.mjs"]', ""].join("\n"));
        return context;
    }

    function say(folder: string, before: string, after: string): void {
        const file = join(folder, "server.mjs");
        writeFileSync(file, readFileSync(file, "utf8").replace(before, after));
    }

    /** Builds and pushes an image as somebody else would; gives it by its digest. The engine forgets it again. */
    async function publish(tag: string, context: string): Promise<string> {
        const name = `${foreignRepository}:${tag}`;
        const buildArg = `--build-arg=BASE_IMAGE=${nodeBaseImage}`;
        await execa("docker", ["build", "--network=host", buildArg, `--tag=${name}`, context], {
            env: { DOCKER_BUILDKIT: "0" },
        });
        const { stdout } = await execa("docker", ["push", name]);
        await execa("docker", ["image", "rm", name]);
        const digest = /digest: (sha256:[0-9a-f]{64})/.exec(stdout)?.[1];
        return `${name}@${digest}`;
    }

    before("a stack of its own, cosign and syft, and somebody else's images, one signed", async () => {
        const tools = [await buildTool("cosign"), await buildTool("syft")];
        process.env.PATH = [...tools.map(dirname), path].join(delimiter);
        process.env.COSIGN_PASSWORD = password;
        stack = await TestStack.create("images");
        directory = join(stack.directory, "sources");
        mkdirSync(directory);
        await cosign("generate-key-pair", "--output-key-prefix=signer");
        signedImage = await publish("1.0.0", contextOf("signed", "Signed hello"));
        unsignedImage = await publish("1.0.1", contextOf("unsigned", "Unsigned hello"));
        await cosign("sign", "--key=signer.key", "--yes", ...noLog, signedImage);
    });

    after("destroys what a failed test left", async () => {
        await stack?.cleanUp();
        process.env.PATH = path;
        delete process.env.COSIGN_PASSWORD;
    });

    const signature = () => ({ key: join(directory, "signer.pub"), transparencyLog: false });
    const server = (name: string, fields: object) => ({ path: `/images/${name}/mcp`, ...fields });

    it("runs code of a ConfigMap in a runtime that is pulled directly", async () => {
        const folder = join(directory, "code");
        cpSync(join(repositoryDir, "servers", "single-file"), folder, { recursive: true });
        const runtime = { image: nodeBaseImage, via: "direct" };
        const code = { runtime, folder, command: ["node", "/app/server.mjs"] };
        stack.configure(
            [["mcp-eks:platform", "images", "allowed"], [`${registryHost}/library`]],
            [["mcp-eks:servers"], { code: server("code", { code }) }],
        );
        succeeded(await stack.up());
        assert.equal(await greet("code"), "Hello, Ada");
        assert.match(await deployed("code"), /^localhost:5000\/library\/node@sha256:[0-9a-f]{64}$/);
        const write = ["node", "-e", "fs.writeFileSync('/app/server.mjs', '')"];
        await assert.rejects(
            kubectl("exec", "-n", stack.namespace, "deployment/code-mcp", "--", ...write),
            /EROFS|read-only file system/,
        );
    });

    it("rolls the pods when the code changes, and only then", async () => {
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
        const deploymentId = () =>
            kubectl("get", "deployment/code-mcp", "-n", stack.namespace, "-o", "jsonpath={.metadata.uid}");
        const old = await kubectl("get", "pods", "-n", stack.namespace, "-o", "jsonpath={.items[*].metadata.name}");
        say(join(directory, "code"), "Hello", "Good morning");
        const before = await deploymentId();
        succeeded(await stack.up());
        // The ConfigMap is replaced, the Deployment is not: that would be an outage.
        assert.equal((await stack.lastChanges()).replace, 1);
        assert.equal(await deploymentId(), before);
        // A rollout is complete while the last old pod still drains.
        const names = old.split(" ").map((pod) => `pod/${pod}`);
        await kubectl("wait", "--for=delete", ...names, "-n", stack.namespace, "--timeout=240s");
        assert.equal(await greet("code"), "Good morning, Ada");
        await kubectl("get", "configmap/code-mcp-code", "-n", stack.namespace);
    });

    it("says in a preview whose signature will be verified", async () => {
        const prebuilt = { image: signedImage, signature: signature() };
        stack.configure([["mcp-eks:servers"], { greeter: server("greeter", { prebuilt }) }]);
        const { text } = succeeded(await stack.preview());
        assert.match(text, /the image will be deployed only with a signature by the key .*signer\.pub/);
    });

    it("copies a signed image of somebody else's to the server's repository, and runs the copy by its digest", async () => {
        succeeded(await stack.up());
        assert.match(await deployed("greeter"), /^localhost:5000\/mcp\/images\/greeter@sha256:[0-9a-f]{64}$/);
        assert.equal(await greet("greeter"), "Signed hello, Ada");
        assert.equal(await inPods("greeter", ".metadata.labels.app\\.kubernetes\\.io/version"), "1.0.0");
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
    });

    it("keeps the repository when the server is built here from then on, and when it is somebody else's again", async () => {
        const context = contextOf("moved", "Built hello");
        const image = { context, network: "host", buildArgs: { BASE_IMAGE: nodeBaseImage } };
        const [copied, made] = [await deployed("greeter"), await repositoryMade("mcp/images/greeter")];
        stack.configure([["mcp-eks:servers"], { greeter: server("greeter", { image }) }]);
        succeeded(await stack.up());
        assert.notEqual(await deployed("greeter"), copied);
        const prebuilt = { image: signedImage, signature: signature() };
        stack.configure([["mcp-eks:servers"], { greeter: server("greeter", { prebuilt }) }]);
        succeeded(await stack.up());
        assert.equal(await deployed("greeter"), copied);
        assert.deepEqual(await repositoryMade("mcp/images/greeter"), made);
    });

    it("refuses an unsigned image with the reason, and what ran runs on", async () => {
        const before = await deployed("greeter");
        stack.configure([["mcp-eks:servers", "greeter", "prebuilt", "image"], unsignedImage]);
        const run = await stack.up();
        assert.notEqual(run.exitCode, 0);
        assert.match(
            run.text,
            /greeter@sha256:[0-9a-f]+ is not deployed: cosign found no valid signature .*signer\.pub/,
        );
        assert.match(run.text, /no signatures found/);
        assert.equal(await deployed("greeter"), before);
        assert.equal(await greet("greeter"), "Signed hello, Ada");
    });

    it("signs an image that is built here once, with a list of what is in it", async () => {
        const context = contextOf("own", "Own hello");
        const image = { context, tag: "2.0.0", network: "host", buildArgs: { BASE_IMAGE: nodeBaseImage } };
        stack.configure(
            [["mcp-eks:servers"], { own: server("own", { image }) }],
            [
                ["mcp-eks:platform", "images", "signature"],
                { ...signature(), signingKey: join(directory, "signer.key"), sbom: true },
            ],
        );
        succeeded(await stack.up());
        assert.equal(await greet("own"), "Own hello, Ada");
        const trust = ["--key=signer.pub", "--insecure-ignore-tlog=true"];
        await cosign("verify", ...trust, await deployed("own"));
        const attested = await cosign("verify-attestation", "--type=cyclonedx", ...trust, await deployed("own"));
        const { payload } = JSON.parse(attested.stdout.split("\n")[0] ?? "") as { payload: string };
        const { predicate } = JSON.parse(Buffer.from(payload, "base64").toString()) as {
            predicate: { bomFormat: string; components: { name: string }[] };
        };
        assert.equal(predicate.bomFormat, "CycloneDX");
        assert.ok(predicate.components.some(({ name }) => name === "node"));
        // In no order of its own.
        const signatures = async () => (await cosign("tree", await deployed("own"))).stdout.split("\n").sort();
        const before = await signatures();
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
        assert.deepEqual(await signatures(), before);
    });
});
