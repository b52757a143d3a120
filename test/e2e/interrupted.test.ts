import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { type Recovery, recover } from "../../release/recovery";
import { exitCodes } from "../../release/report/exit-codes";
import { openStack } from "../../release/stack";
import { awsInventoryOf } from "../support/aws";
import { type KillPoint, killPoint, runWatched, seededRandom, type WatchedRun } from "../support/kill";
import { kubectl } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { orphansOf } from "../support/orphans";
import { stillRunning } from "../support/processes";
import { quietRun } from "../support/quiet-run";
import { ended, release } from "../support/release";
import { type StateResource, succeeded, TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
/** Another one is another twenty points: KILL_SEED=7. */
const seed = Number(process.env.KILL_SEED ?? 20261120);
/** A roll is an update that also replaces the pods. */
type Kind = "create" | "update" | "roll" | "destroy";

/** What is killed, and what is run after it. */
type Round = [killed: Kind, next: "up" | "destroy"];

const rounds: Round[] = [
    ...lives(3, ["create", "up"], ["update", "up"], ["destroy", "destroy"]),
    ...lives(2, ["create", "up"], ["roll", "up"], ["destroy", "up"], ["update", "up"], ["destroy", "destroy"]),
    ["create", "up"],
];

/** The first ones are taken up by `release` itself, the others by what it does. */
const byCommand = 3;

function lives(times: number, ...life: Round[]): Round[] {
    return Array.from({ length: times }, () => life).flat();
}

/** Real runs, killed at twenty points; the next run has to find its way. */
describe(`a run that is killed (KILL_SEED=${seed})`, function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    const random = seededRandom(seed);
    let stack: TestStack;
    let backend: string | undefined;
    /** How often each kind of run writes the state when nobody disturbs it. */
    const writes: Record<Kind, number> = { create: 0, update: 0, roll: 0, destroy: 0 };
    let changes = 0;

    before("a stack of its own with every kind of resource", async () => {
        stack = await TestStack.create("interrupted");
        // What opens a stack takes the backend from the environment, as people's runs do.
        backend = process.env.PULUMI_BACKEND_URL;
        process.env.PULUMI_BACKEND_URL = stack.backendUrl;
        stack.configure(
            [["mcp-eks:servers", "demo", "path"], "/interrupted/mcp"],
            [["mcp-eks:servers", "demo", "replicas"], 1],
            [["mcp-eks:servers", "demo", "timeouts", "drainSeconds"], 0],
        );
        await stack.setSecret("demoToken", "given");
        assert.deepEqual(await inAws(), []);
    });

    after("destroys what a failed test left", async () => {
        try {
            if (!stack) return;
            await takeUp([]);
            await stack.cleanUp();
        } finally {
            if (backend === undefined) delete process.env.PULUMI_BACKEND_URL;
            else process.env.PULUMI_BACKEND_URL = backend;
        }
    });

    it("is created undisturbed, to know how long that is", () => undisturbed("create"));

    it("finds every kind of resource again that was created and not written down", async () => {
        const before = await inAws();
        stack.editState(({ resources = [], ...rest }) => {
            const isMade = ({ custom, type }: StateResource) => custom && !type.startsWith("pulumi:");
            const asBegun = ({ id: _id, outputs: _outputs, ...resource }: StateResource) => resource;
            const pending = resources.filter(isMade).map((made) => ({ type: "creating", resource: asBegun(made) }));
            // Components depend on what is not in the state now.
            const others = resources.filter((resource) => !isMade(resource));
            return {
                ...rest,
                resources: others.map(({ dependencies: _all, propertyDependencies: _each, ...resource }) => resource),
                pending_operations: pending,
            };
        });
        const { adopted, forgotten } = await takeUp([]);
        assert.deepEqual(typesOf(forgotten), [
            "aws:secretsmanager/secretVersion:SecretVersion",
            "docker:index/image:Image",
            "random:index/randomPassword:RandomPassword",
        ]);
        assert.deepEqual(await inAws(), before);
        succeeded(await stack.up());
        const { create = 0, replace = 0, delete: deleted = 0 } = await stack.lastChanges();
        // Two secrets have versions, one of them a generated value.
        assert.deepEqual({ create, replace, deleted }, { create: 4, replace: 0, deleted: 0 });
        assert.ok(adopted.length >= 15, `only ${typesOf(adopted).join(", ")} were found`);
        await converged();
    });

    it("is changed and destroyed undisturbed, to know how long that is", async () => {
        for (const kind of ["update", "roll", "destroy"] as const) await undisturbed(kind);
    });

    for (const [index, [killed, next]] of rounds.entries()) {
        it(`converges by the next ${next} after a ${killed} was killed (${index + 1} of ${rounds.length})`, async () => {
            const told: string[] = [];
            const { point, orphans = [] } = await killedRun(killed);
            try {
                await allEnded(orphans);
                await again(next, index < byCommand, told);
                await converged();
            } catch (error) {
                const where = `killed after write ${point.writes} of ${writes[killed]} and ${point.milliseconds} ms`;
                throw new Error(`${where}:\n${(error as Error).message}\nThe recovery told:\n${told.join("\n")}`);
            }
        });
    }

    it("changes nothing more when it is run again, and serves", async () => {
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
        const { endpoints } = await stack.outputs<{ endpoints: { demo: { url: string } } }>();
        assert.equal(await callTool(endpoints.demo.url, "add_numbers", { numbers: [19, 23] }), "The sum is 42");
    });

    it("leaves nothing in the cluster or in AWS when it is destroyed", async () => {
        succeeded(await stack.destroy());
        assert.deepEqual(await inAws(), []);
        assert.equal(await kubectl("get", "namespace", stack.namespace, "--ignore-not-found", "-o", "name"), "");
    });

    const inAws = () => awsInventoryOf(stack.name, stack.namespace);
    const operationOf = (kind: Kind) => (kind === "destroy" ? "destroy" : "up");

    /** What `release` does before it changes anything. */
    async function takeUp(told: string[]): Promise<Recovery> {
        return recover(await openStack(stack.name, { configFile: stack.configFile }), quietRun(told));
    }

    /** As people run it again: by the command, or by what the command does, without its policies and previews. */
    async function again(next: "up" | "destroy", isCommand: boolean, told: string[]): Promise<void> {
        if (isCommand) {
            const options = next === "up" ? ["--no-preview", "--no-verify"] : [];
            const run = ended(await release(next, stack, "--yes", ...options), exitCodes.done);
            told.push(run.stderr);
        } else {
            await takeUp(told);
            succeeded(next === "up" ? await stack.up() : await stack.destroy());
        }
    }

    /** Another value for everything that can be changed in place, and for what is replaced by another. */
    async function change(kind: Kind): Promise<void> {
        if (kind !== "update" && kind !== "roll") return;
        changes++;
        const demo = ["mcp-eks:servers", "demo"];
        const resources = [`arn:aws:s3:::documents-${changes}/*`];
        stack.configure(
            [[...demo, "permissions"], [{ actions: ["s3:GetObject"], resources }]],
            [["mcp-eks:platform", "monitoring", "interval"], `${30 + changes}s`],
            [["mcp-eks:platform", "images", "keepImages"], 10 + changes],
        );
        if (kind === "roll") stack.configure([[...demo, "settings", "CHANGE"], String(changes)]);
        await stack.setSecret("demoToken", `given-${changes}`);
    }

    async function undisturbed(kind: Kind): Promise<void> {
        await change(kind);
        const { exitCode = 1, text, writes: number } = await runWatched(stack, operationOf(kind));
        succeeded({ exitCode, text });
        writes[kind] = number;
    }

    /** A run that came to its end before it could be killed is none; its opposite is done, and it is begun anew. */
    async function killedRun(kind: Kind): Promise<WatchedRun & { point: KillPoint }> {
        for (;;) {
            await change(kind);
            const point = killPoint(random, writes[kind]);
            const run = await runWatched(stack, operationOf(kind), point);
            if (run.orphans !== undefined) return { ...run, point };
            succeeded({ exitCode: run.exitCode ?? 1, text: run.text });
            if (kind === "create") succeeded(await stack.destroy());
            if (kind === "destroy") succeeded(await stack.up());
        }
    }

    /** Plugins hear from nobody that their engine was killed. */
    async function allEnded(orphans: WatchedRun["orphans"] = []): Promise<void> {
        const end = Date.now() + 20_000;
        while (stillRunning(orphans).length > 0 && Date.now() < end) await delay(50);
        assert.deepEqual(stillRunning(orphans), [], "these live on without their engine");
    }

    async function converged(): Promise<void> {
        assert.deepEqual(stack.state().pending_operations ?? [], []);
        assert.deepEqual(await orphansOf(stack), [], "orphans");
    }
});

/** `aws:iam/role:Role`, of URNs, each once. */
function typesOf(urns: string[]): string[] {
    return [...new Set(urns.map((urn) => urn.split("::")[2]?.split("$").at(-1) ?? ""))].sort();
}
