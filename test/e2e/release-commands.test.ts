import assert from "node:assert/strict";
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DeleteRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { awsClientConfig } from "../../local/aws";
import { repositoryDir } from "../../local/paths";
import { secretValue } from "../support/aws";
import { kubectl } from "../support/kubectl";
import { ended, type ReleaseRun, release, releaseInTerminal, startRelease } from "../support/release";
import { TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
const server = ["mcp-eks:servers", "demo"];
const logLevel = [...server, "settings", "LOG_LEVEL"];
const atOnce = ["--yes", "--no-preview", "--no-verify"];

interface Drifted {
    drift: { server: string; type: string; path: string; expected: unknown; found: unknown }[];
}

/** The commands that change a stack, in the order in which a team comes to need them; each builds on those before. */
describe("the commands of release", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    const givenSecret = "plain-text-of-the-release-test";
    const told: string[] = [];
    let stack: TestStack;
    let plan: string;
    let generatedSecret: string;

    const inNamespace = (...args: string[]) => kubectl("-n", stack.namespace, ...args);
    const file = (name: string) => join(stack.directory, name);
    const running = async () =>
        JSON.parse(await inNamespace("get", "configmap", "-o", "json", "-l", "app.kubernetes.io/name=demo-mcp")) as {
            items: { data: Record<string, string> }[];
        };
    const deployedLogLevels = async () => (await running()).items.flatMap(({ data }) => data.LOG_LEVEL ?? []);
    const locks = () => {
        const folder = join(stack.directory, "state", ".pulumi", "locks");
        if (!existsSync(folder)) return [];
        return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    };
    const namesOf = ({ name, configFile, backendUrl }: TestStack) => ({ name, configFile, backendUrl });
    const keep = (run: ReleaseRun) => {
        told.push(run.stdout, run.stderr);
        return run;
    };

    /** Resolves when a run that was started has said so. */
    const said = (run: ReturnType<typeof startRelease>, text: string) =>
        new Promise<void>((resolve, reject) => {
            let all = "";
            run.stderr.on("data", (chunk: Buffer) => {
                all += chunk.toString();
                if (all.includes(text)) resolve();
            });
            run.then(({ exitCode }) =>
                reject(new Error(`it ended with ${exitCode} and never said "${text}":\n${all}`)),
            );
        });

    before("a stack of one pod", async () => {
        stack = await TestStack.create("relcmd");
        stack.configure([[...server, "path"], "/relcmd/mcp"], [[...server, "replicas"], 1]);
        await stack.setSecret("demoToken", givenSecret);
        plan = file("plan.json");
    });

    after("destroys what a failed test left", () => stack?.cleanUp());

    it("previews a stack that the backend does not know, and leaves its files as they are", async () => {
        const fresh = { ...namesOf(stack), name: "relcmd-new", configFile: file("new.yaml") };
        copyFileSync(stack.configFile, fresh.configFile);
        const { stdout } = keep(ended(await release("preview", fresh), 0));
        assert.match(stdout, /^<!-- mcp-eks:preview:relcmd-new -->\n\n### Preview of `relcmd-new`: \d+ created\n/);
        assert.match(stdout, /^#### Server `demo`: \d+ created\n\nImage: `localhost:5000\/mcp\/relcmd-new\/demo:src-/m);
        assert.equal(readFileSync(fresh.configFile, "utf8"), readFileSync(stack.configFile, "utf8"));
        assert.ok(!existsSync(join(repositoryDir, "Pulumi.relcmd-new.yaml")));
        const removed = ended(await release("destroy", fresh, "--yes", "--remove"), 0);
        assert.match(removed.stdout, /The stack itself and its release record are removed/);
        assert.ok(existsSync(fresh.configFile) && !existsSync(join(stack.stateFolder, "relcmd-new.json")));
    });

    it("updates without asking where nobody can be asked only when told so", async () => {
        const { stderr } = ended(await release("up", stack), 2);
        assert.match(stderr, /there is no terminal to ask at: with --yes the update is made without asking/);
    });

    it("previews, updates and verifies in one command, with events for machines", async () => {
        const run = keep(ended(await release("up", stack, "--yes", "--json", "--events", file("events.jsonl")), 0));
        const result = JSON.parse(run.stdout) as { verified: boolean; servers: { passed: boolean }[] };
        assert.ok(result.verified && result.servers.every(({ passed }) => passed), run.stdout);
        const events = readFileSync(file("events.jsonl"), "utf8");
        told.push(events);
        const types = events
            .trimEnd()
            .split("\n")
            .map((line) => (JSON.parse(line) as { type: string }).type);
        for (const type of ["step", "engine", "result"]) assert.ok(types.includes(type), `no event of type ${type}`);
        assert.match(run.stderr, /created Deployment demo/);
        generatedSecret = await secretValue("mcp/relcmd/demo/DEMO_API_KEY");
    });

    it("says that nothing changes when nothing does", async () => {
        const { stdout } = ended(await release("preview", stack), 0);
        assert.match(stdout, /### Preview of `relcmd`: nothing changes\n\n\d+ resources stay as they are\.$/);
    });

    it("shows what a mandatory policy refuses, and ends with its exit code", async () => {
        stack.configure([["mcp-eks:policy"], {}]);
        const { stdout } = ended(await release("preview", stack), 3);
        assert.match(stdout, /found\. A mandatory one ends the update\./);
        assert.match(stdout, /\| \*\*mandatory\*\* \| `demo` \| Ingress `demo` \| `tls-routes` \|/);
        stack.configure([["mcp-eks:policy"], { development: true }]);
    });

    it("previews a change per server with its replacements first, in the same words each time", async () => {
        stack.configure([logLevel, "debug"]);
        const [written, again] = await Promise.all([
            release("preview", stack, "--out", file("preview.md"), "--save-plan", plan),
            release("preview", stack, "--json"),
        ]);
        ended(written, 0);
        keep(ended(again, 0));
        const markdown = readFileSync(file("preview.md"), "utf8");
        assert.equal((JSON.parse(again.stdout) as { markdown: string }).markdown, markdown);
        told.push(markdown);
        assert.match(markdown, /### Preview of `relcmd`: 1 replaced, 1 changed/);
        assert.match(markdown, /\| \*\*replaced\*\* \| `demo` \| ConfigMap `demo` \| `data.LOG_LEVEL`/);
        assert.match(markdown, /- mcp-eks:servers.demo.settings.LOG_LEVEL: "info"\n\+ .*LOG_LEVEL: "debug"/);
        assert.ok(markdown.indexOf("Replaced and deleted") < markdown.indexOf("#### Server `demo`"));
    });

    it("applies a saved plan, and refuses it when something else is to be done by now", async () => {
        ended(await release("up", stack, "--plan", plan, "--yes", "--no-verify"), 0);
        assert.deepEqual(await deployedLogLevels(), ["debug"]);
        stack.configure([logLevel, "error"]);
        const { stderr } = ended(await release("up", stack, "--plan", plan, "--yes", "--no-verify"), 1);
        assert.match(stderr, /What there is to do now is not what .*plan\.json planned/);
        assert.match(stderr, /preview again with --save-plan/);
        assert.deepEqual(await deployedLogLevels(), ["debug"]);
        stack.configure([logLevel, "debug"]);
    });

    it("finds no drift after an update, and what was changed by hand when it was", async () => {
        ended(await release("drift", stack), 0);
        const role = stack.state().resources?.find(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
        const [RoleName, PolicyName] = role?.id?.split(":") ?? [];
        await new IAMClient(awsClientConfig).send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
        await inNamespace("scale", "deployment/demo-mcp", "--replicas=2");
        const before = readFileSync(join(stack.stateFolder, stack.stateFile), "utf8");
        const { stdout } = ended(await release("drift", stack, "--json"), 5);
        const found = (JSON.parse(stdout) as Drifted).drift.map((one) => [
            one.server,
            one.path,
            one.expected,
            one.found,
        ]);
        assert.deepEqual(found, [
            ["demo", "spec.replicas", 1, 2],
            ["demo", "", "is there", undefined],
        ]);
        assert.equal(readFileSync(join(stack.stateFolder, stack.stateFile), "utf8"), before);
    });

    it("puts back by an update what had drifted", async () => {
        ended(await release("up", stack, ...atOnce, "--refresh"), 0);
        ended(await release("drift", stack), 0);
    });

    it("refuses a second update with who makes the first, and stops that in good order on Ctrl-C", async () => {
        // The server does not start with it: the update waits for as long as the test needs.
        stack.configure([logLevel, "no such level"]);
        const first = startRelease("up", stack, ...atOnce);
        const begun = said(first, "created ConfigMap demo");
        while (locks().length === 0) await delay(100);
        const { stderr } = ended(await release("up", stack, ...atOnce), 6);
        assert.match(stderr, /Stack "relcmd" is being changed by another run; this one has changed nothing\./);
        assert.match(stderr, /\w+@\S+, process \d+, since \S+ \(.* s\): it is running\n/);
        await begun;
        first.kill("SIGINT");
        const stopped = await first;
        assert.equal(stopped.exitCode, 130, stopped.stderr);
        assert.match(stopped.stderr, /SIGINT: stopping in good order/);
        assert.deepEqual(locks(), []);
    });

    it("goes on from there with the next update", async () => {
        stack.configure([logLevel, "warn"]);
        ended(await release("up", stack, ...atOnce), 0);
        assert.deepEqual(await deployedLogLevels(), ["warn"]);
    });

    it("destroys only when somebody has typed the stack's name", async () => {
        ended(await release("destroy", stack), 2);
        const asked = await releaseInTerminal(/Type the stack's name to go on: /, "demo", "destroy", stack);
        assert.equal(asked.exitCode, 130, asked.shown);
        assert.match(asked.shown, /Nothing was deleted/);
        assert.match(await inNamespace("get", "deployment", "-o", "name"), /demo-mcp/);
        const { stdout } = keep(ended(await release("destroy", stack, "--yes"), 0));
        assert.match(stdout, /### `relcmd` is destroyed: \d+ deleted\./);
        assert.deepEqual(stack.state().resources ?? [], []);
    });

    it("has told no secret to people, machines or pull requests", async () => {
        const texts = [...told, readFileSync(file("plan.json"), "utf8")];
        for (const secret of [givenSecret, generatedSecret]) {
            for (const form of [secret, Buffer.from(secret).toString("base64")]) {
                assert.ok(!texts.some((text) => text.includes(form)));
            }
        }
    });
});
