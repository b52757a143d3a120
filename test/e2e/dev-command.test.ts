import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { contexts, nodeBaseImage, registryHost } from "../../local/addresses";
import { destroyDevStack, devStackExists } from "../../local/dev-stack";
import { environmentVariables } from "../../local/environment";
import { paths, repositoryDir } from "../../local/paths";
import { recordedDaemons, runningPid } from "../../local/process/daemon";
import { embeddedTarget, rememberedTargets } from "../../local/target";
import { builtLayers } from "../support/images";
import { objects } from "../support/kubectl";

const minutes = 60_000;
const cli = (...args: string[]) =>
    execa(process.execPath, ["--import", "tsx", "local/cli.ts", ...args], {
        cwd: repositoryDir,
        all: true,
        reject: false,
    });
/** As typed by hand in the dev shell. */
const inShell = (...command: string[]) => cli("shell", ...command);
const daemonPids = () => recordedDaemons().map((name) => `${name} ${runningPid(name)}`);
const condition = (status: Record<string, unknown> | undefined, type: string) =>
    ((status?.conditions ?? []) as { type: string; status: string }[]).find((found) => found.type === type)?.status;

describe("npm run dev", function () {
    this.timeout(20 * minutes);
    const wasDeployed = devStackExists(embeddedTarget);
    const committed = ["dev", "staging", "prod"].map((name) => join(repositoryDir, `Pulumi.${name}.yaml`));
    const configBefore = committed.map((file) => readFileSync(file, "utf8"));

    before("one dev stack at a time has the names in AWS and in the cluster", async () => {
        await destroyDevStack(embeddedTarget, environmentVariables(), "pipe");
    });

    after("the dev stack is there again only if it was", async () => {
        for (const target of rememberedTargets()) await destroyDevStack(target, environmentVariables(target), "pipe");
        if (!wasDeployed) await destroyDevStack(embeddedTarget, environmentVariables(), "pipe");
    });

    it("uses a cluster and a registry that are named, and starts none of its own for them", async () => {
        const pids = daemonPids();
        const target = ["--context", contexts.dev, "--registry", registryHost, "--base-image", nodeBaseImage];
        const run = await cli("up", ...target);
        assert.equal(run.exitCode, 0, run.all);
        assert.match(run.all, /The sum is 42/);
        assert.deepEqual(daemonPids(), pids);
        assert.equal(devStackExists(embeddedTarget), false);
        for (const remembered of rememberedTargets())
            await destroyDevStack(remembered, environmentVariables(remembered), "pipe");
    });

    it("says what a named cluster lacks, and which contexts there are", async () => {
        const run = await cli("up", "--context", "nowhere", "--registry", registryHost);
        assert.equal(run.exitCode, 1);
        assert.match(run.all, /has no context "nowhere"; it has: .*mcp-dev/);
    });

    it("ends with the URL, the tools and the result of a call", async () => {
        const run = await cli("up");
        assert.equal(run.exitCode, 0, run.all);
        assert.match(run.all, /URL +http:\/\/localhost:8080\/demo\/mcp/);
        assert.match(run.all, /tools +add_numbers/);
        assert.match(run.all, /The sum is 42/);
    });

    it("changes, builds and restarts nothing when it is run again", async () => {
        const [pids, layers] = [daemonPids(), await builtLayers()];
        const run = await cli("up");
        assert.equal(run.exitCode, 0, run.all);
        assert.match(run.all, /^ *\d+ unchanged$/m);
        assert.doesNotMatch(run.all, /\d+ (created|updated|replaced|deleted)/);
        assert.deepEqual(daemonPids(), pids);
        assert.deepEqual(await builtLayers(), layers);
    });

    it("leaves plain pulumi and kubectl to work by hand", async () => {
        const preview = await inShell("pulumi", "preview", "-s", "dev", "--expect-no-changes");
        assert.equal(preview.exitCode, 0, preview.all);
        const output = await inShell("pulumi", "stack", "output", "--json");
        const { endpoints, mcpJson } = JSON.parse(output.stdout) as {
            endpoints: { demo: { url: string } };
            mcpJson: { mcpServers: { demo: { type: string; url: string } } };
        };
        assert.equal(endpoints.demo.url, "http://localhost:8080/demo/mcp");
        assert.deepEqual(mcpJson.mcpServers.demo, { type: "http", url: endpoints.demo.url });
    });

    it("previews the staging stack as a user would fill it in", async () => {
        const preview = await inShell("pulumi", "preview", "-s", "staging");
        assert.equal(preview.exitCode, 0, preview.all);
        assert.match(preview.all, /\d+ to create/);
    });

    it("says of the prod stack what is to be promoted to it first", async () => {
        const preview = await inShell("pulumi", "preview", "-s", "prod");
        assert.notEqual(preview.exitCode, 0);
        assert.match(preview.all, /3 problems, nothing was created:/);
        assert.match(preview.all, /npm run release -- promote --from staging --to prod/);
    });

    it("shows every object of the server ready", async () => {
        const namespace = ["-n", "mcp-dev"];
        for (const pod of await objects("pods", ...namespace)) assert.equal(condition(pod.status, "Ready"), "True");
        for (const secret of await objects("externalsecrets", ...namespace)) {
            assert.equal(condition(secret.status, "Ready"), "True");
        }
        const [ingress] = await objects("ingresses", ...namespace);
        assert.match(JSON.stringify(ingress?.status), /"ip":"127\.0\.0\.1"/);
        assert.equal((await objects("servicemonitors", ...namespace)).length, 1);
    });

    it("leaves the committed config files as they are", () => {
        assert.deepEqual(
            committed.map((file) => readFileSync(file, "utf8")),
            configBefore,
        );
    });

    it("has a status line for every part that runs", async () => {
        const run = await cli("status");
        assert.equal(run.exitCode, 0, run.all);
        for (const part of ["control plane", "AWS", "registry", "Pulumi plugins"])
            assert.match(run.all, new RegExp(part, "i"));
    });

    it("keeps its logs where the summary says", () => {
        const logs = readdirSync(paths.logs).filter((file) => statSync(join(paths.logs, file)).size > 0);
        assert.ok(logs.length > 5, logs.join(", "));
    });
});
