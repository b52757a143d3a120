import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyOfDemo } from "../support/demo-source";
import { pushedTags } from "../support/images";
import { kubectl } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { promote, release as releaseOf } from "../support/release";
import { TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
const server = ["mcp-eks:servers", "demo"];

/** A change of a tool from its pull request to production and back, as a team's workflows call the commands. */
describe("the path of a release", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    let staging: TestStack;
    let prod: TestStack;
    let source: string;
    let firstImage: string;

    /** `npm run release -- <command> <stack> …`, or to that stack from staging. */
    async function release(command: string, stack: TestStack, ...options: string[]) {
        const run = await (command === "promote"
            ? promote(staging, stack, ...options)
            : releaseOf(command, stack, ...options));
        return { ...run, said: `${run.stdout}\n${run.stderr}` };
    }

    async function released(command: string, stack: TestStack, ...options: string[]) {
        const run = await release(command, stack, ...options);
        assert.equal(run.exitCode, 0, run.said);
        return run;
    }

    const running = (stack: TestStack) =>
        kubectl(
            ...["get", "deployment/demo-mcp", "-n", stack.namespace],
            ...["-o", "jsonpath={.spec.template.spec.containers[0].image}"],
        );
    /** What the engine made for images: whatever builds, pulls or pushes is a resource. */
    const imagesIn = (stack: TestStack) =>
        (stack.state().resources ?? [])
            .map(({ urn }) => urn.split("::")[2]?.split("$").at(-1) ?? "")
            .filter((type) => /^docker:|ecr.*Repository$/.test(type));
    const sum = (stack: TestStack) =>
        callTool(`http://localhost:8080/${stack.name}/mcp`, "add_numbers", { numbers: [19, 23] });

    before("a staging and a production stack in one backend, with a copy of the demo server", async () => {
        staging = await TestStack.create("path-staging");
        prod = await TestStack.create("path-prod", staging);
        source = copyOfDemo(staging.directory);
        for (const stack of [staging, prod]) {
            stack.configure(
                [[...server, "image", "context"], source],
                [[...server, "path"], `/${stack.name}/mcp`],
                [[...server, "secrets"], undefined],
                [[...server, "permissions"], undefined],
            );
        }
        staging.configure([["mcp-eks:release"], {}]);
        // What differs in production beside its image, and will matter further down.
        prod.configure([["mcp-eks:release"], { from: staging.name }], [[...server, "settings", "ROUNDING"], "off"]);
    });

    after("destroys what a failed test left", async () => {
        await prod?.cleanUp();
        await staging?.cleanUp();
    });

    it("has nothing to deploy in production before the first promotion, and says what promotes", async () => {
        const { exitCode, text } = await prod.preview();
        assert.notEqual(exitCode, 0);
        assert.match(text, /1 problem, nothing was created:\n +server "demo": image has no digest yet/);
        assert.match(text, /npm run release -- promote --from path-staging --to path-prod/);
    });

    it("deploys to staging, verifies there, and records what was verified", async () => {
        const { said } = await released("up", staging, "--yes");
        assert.match(said, /verified and recorded/);
        firstImage = await running(staging);
        assert.match(firstImage, /^localhost:5000\/mcp\/path-staging\/demo@sha256:/);
    });

    it("brings the identical digest to production, and builds and pushes nothing for it", async () => {
        const tags = await pushedTags("mcp/path-staging/demo");
        const { stdout } = await released("promote", prod, "--yes", "--json");
        const { promotion } = JSON.parse(stdout) as { promotion: { changes: object[] } };
        assert.deepEqual(promotion.changes, [{ server: "demo", after: firstImage }]);
        assert.equal(await running(prod), firstImage);
        assert.equal(await sum(prod), "The sum is 42");
        assert.deepEqual(imagesIn(prod), []);
        assert.deepEqual(await pushedTags("mcp/path-staging/demo"), tags);
        assert.deepEqual(await pushedTags("mcp/path-prod/demo"), []);
    });

    it("previews a changed tool as Markdown for its pull request", async () => {
        const file = join(source, "demo", "tools", "add-numbers.ts");
        const text = readFileSync(file, "utf8")
            .replace("The sum is", "Their sum is")
            // Told otherwise where the setting is: what staging verified is not what production's models will be told.
            .replace(/description: "Adds/, 'description: (process.env.ROUNDING ? "Does not round. " : "") + "Adds');
        writeFileSync(file, text);
        const { stdout } = await released("preview", staging);
        assert.match(stdout, /^#+ .*path-staging/m);
        assert.match(stdout, /demo/);
        assert.equal(await running(staging), firstImage);
    });

    it("refuses to promote what was deployed and not verified", async () => {
        await released("up", staging, "--yes", "--no-verify");
        assert.equal(await sum(staging), "Their sum is 42");
        const { exitCode, said } = await release("promote", prod, "--yes");
        assert.equal(exitCode, 4, said);
        assert.match(said, /server "demo": stack "path-staging" runs .*, and .* was verified/);
        assert.equal(await running(prod), firstImage);
    });

    it("fails in production when the tools are others there than those that were verified, shows how, and goes back", async () => {
        const verified = await release("verify", staging, "--record", "--accept-tools");
        assert.equal(verified.exitCode, 0, verified.said);
        const { exitCode, said } = await release("promote", prod, "--yes", "--rollback-on-failure");
        assert.equal(exitCode, 4, said);
        assert.match(said, /add_numbers/);
        assert.match(said, /^ *\+.*Does not round\. Adds/m);
        assert.match(said, /next `release promote --from path-staging --to path-prod`/);
        assert.notEqual(await running(staging), firstImage);
        assert.equal(await running(prod), firstImage);
        assert.equal(await sum(prod), "The sum is 42");
    });

    it("goes back where images are built, and builds nothing for it", async () => {
        const tags = await pushedTags("mcp/path-staging/demo");
        await released("rollback", staging, "--accept-tools");
        assert.equal(await running(staging), firstImage);
        assert.deepEqual(imagesIn(staging), ["aws:ecr/repository:Repository"]);
        assert.deepEqual(await pushedTags("mcp/path-staging/demo"), tags);
    });

    it("builds there again by the next up, under another tag, as a tag is pushed once", async () => {
        const { said } = await released("up", staging, "--yes", "--accept-tools");
        assert.match(said, /server "demo" was rolled back; its image is built from source again/);
        assert.equal(await sum(staging), "Their sum is 42");
        const again = (await pushedTags("mcp/path-staging/demo")).filter((tag) => tag.startsWith("src-r1-"));
        assert.equal(again.length, 1);
    });
});
