import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ports } from "../../local/addresses";
import { copyOfDemo, demoDockerfile } from "../support/demo-source";
import { objects } from "../support/kubectl";
import { callContinuously, withClient } from "../support/mcp";
import { release } from "../support/release";
import { type PulumiRun, succeeded, TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
/** A way in of each kind that the local ingress shares calls out for. */
const names = ["open", "gated"] as const;
const weightPercent = 20;
const calls = 200;
/** Six standard deviations of the binomial distribution: once in a billion runs chance alone is beyond them. */
const tolerance = 6 * Math.sqrt((calls * weightPercent * (100 - weightPercent)) / 100 ** 2);
/** Longer than a pod serves on while it drains, so that some streams end in pods that go. */
const stream = { steps: 32, intervalMilliseconds: 250 };
const expected = (calls * weightPercent) / 100;

const [oldText, newText] = ["Adds a list of numbers.", "Adds numbers, as many as there are."];

/** Makes a server that is healthy and answers no call. */
const entry = "const received = performance.now();";
const broken = '\n            if (received > 0) throw new Error("broken on purpose");';

/** How many of the calls are answered by which version, as the description of its tool says. */
async function answers(url: string) {
    const found = { old: 0, new: 0 };
    const clients = 4;
    const askAsOneClient = () =>
        withClient(url, {}, async (client) => {
            for (let call = 0; call < calls / clients; call += 1) {
                const { tools } = await client.listTools();
                const description = tools.find(({ name }) => name === "add_numbers")?.description ?? "";
                assert.ok(
                    [oldText, newText].some((text) => description.startsWith(text)),
                    description,
                );
                found[description.startsWith(newText) ? "new" : "old"] += 1;
            }
        });
    await Promise.all(Array.from({ length: clients }, askAsOneClient));
    return found;
}

/** A new version from its first share of the calls to all of them, and one that is no good. */
describe("canaries on the local ingress", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    let stack: TestStack;
    let source: string;
    let urls: Record<(typeof names)[number], string>;

    const images = async () => (await stack.outputs<{ images: Record<string, string> }>()).images;
    const deployments = async () =>
        (await objects("deployments", "-n", stack.namespace)).map(({ metadata }) => metadata.name).sort();
    /** Pods that are not a canary's: another one of them has another identity. */
    const stablePods = async () =>
        (await objects("pods", "-n", stack.namespace, "-l", "app.kubernetes.io/component=mcp-server"))
            .map(({ metadata }) => metadata.uid)
            .sort();
    const configure = (canary: (name: (typeof names)[number]) => unknown) =>
        stack.configure(
            ...names.map((name): [string[], unknown] => [["mcp-eks:servers", name, "canary"], canary(name)]),
        );
    /** Lets a run change the stack while clients call both servers, and hold streams; none of their calls may fail. */
    const underLoad = async (running: Promise<PulumiRun>) => {
        const [short, streams] = await Promise.all([
            Promise.all(names.map((name) => callContinuously(urls[name], running, { clients: 2 }))),
            Promise.all(names.map((name) => callContinuously(urls[name], running, { clients: 2, stream }))),
        ]);
        const run = await running;
        for (const { failures } of [...short, ...streams]) assert.deepEqual(failures, [], run.text);
        for (const { calls: made } of short) assert.ok(made > 50, `only ${made} calls were made`);
        for (const { calls: made } of streams) assert.ok(made > 1, `only ${made} streams were opened`);
        return run;
    };
    const tryOut = async (...options: string[]): Promise<PulumiRun> => {
        // The tool's own preview for people says nothing to a test.
        const all = ["--yes", "--no-preview", "--canary", String(weightPercent), ...options];
        const { exitCode, stdout, stderr } = await release("up", stack, ...all);
        return { exitCode, text: `${stderr}\n${stdout}` };
    };
    const change = (file: string, from: string, to: string) => {
        const path = join(source, file);
        const text = readFileSync(path, "utf8");
        assert.ok(text.includes(from), `${file} has no ${from}`);
        writeFileSync(path, text.replace(from, to));
    };

    before("the old version, behind an Ingress and behind a Gateway", async () => {
        stack = await TestStack.create("canary");
        source = copyOfDemo(stack.directory);
        const buildArgs = { BASE_IMAGE: "localhost:5000/library/node:22-slim" };
        const server = {
            image: { context: source, dockerfile: demoDockerfile, buildArgs, network: "host" },
            replicas: 1,
        };
        const gateway = { name: "mcp-gateway", namespace: "gateway-system" };
        stack.configure(
            [["mcp-eks:platform", "route"], { host: "localhost", publicPort: ports.ingressHttp }],
            [
                ["mcp-eks:servers"],
                {
                    open: server,
                    gated: {
                        ...server,
                        // Traefik runs on the node itself here, whose calls no policy cuts.
                        network: { ingressControllerNamespace: gateway.namespace },
                        route: { kind: "gateway", gateway },
                    },
                },
            ],
        );
        succeeded(await stack.up());
        const { endpoints } = await stack.outputs<{ endpoints: Record<string, { url: string }> }>();
        urls = Object.fromEntries(Object.entries(endpoints).map(([name, { url }]) => [name, url])) as typeof urls;
    });

    after("destroys what a failed test left", () => stack?.cleanUp());

    it("begin beside pods that stay as they are, and no call is lost", async () => {
        const [stable, pods] = [await images(), await stablePods()];
        change("demo/tools/add-numbers.ts", oldText, newText);
        configure((name) => ({ weightPercent, stableImage: stable[name] }));
        succeeded(await underLoad(stack.up()));
        assert.deepEqual(await stablePods(), pods);
        assert.deepEqual(await deployments(), ["gated-mcp", "gated-mcp-canary", "open-mcp", "open-mcp-canary"]);
        assert.deepEqual(await images(), stable);
        const { canaries } = await stack.outputs<{
            canaries: Record<string, { image: string; serviceName: string }>;
        }>();
        for (const name of names) {
            assert.equal(canaries[name]?.serviceName, `${name}-mcp-canary`);
            assert.notEqual(canaries[name]?.image, stable[name]);
        }
    });

    for (const name of names) {
        it(`answer the share of the calls that they are given: ${name}`, async () => {
            const found = await answers(urls[name]);
            assert.ok(Math.abs(found.new - expected) <= tolerance, JSON.stringify(found));
        });
    }

    it("are promoted by the release tool once they are verified, and no call is lost", async () => {
        const { canaries } = await stack.outputs<{ canaries: Record<string, { image: string }> }>();
        // As after a run that was ended in the middle: the canary is there, and the configuration says nothing of it.
        configure(() => undefined);
        const { exitCode, text } = await underLoad(tryOut());
        assert.equal(exitCode, 0, text);
        assert.deepEqual(await deployments(), ["gated-mcp", "open-mcp"]);
        for (const name of names) {
            assert.equal((await images())[name], canaries[name]?.image);
            assert.deepEqual(await answers(urls[name]), { old: 0, new: calls });
        }
    });

    it("that answer no calls get none: the release tool withdraws them, and the old version is as it was", async () => {
        const [stable, pods] = [await images(), await stablePods()];
        change("runtime/mcp/endpoint.ts", entry, entry + broken);
        const written = readFileSync(stack.configFile, "utf8");
        const { exitCode, text } = await underLoad(tryOut("--timeout", "5"));
        assert.equal(exitCode, 4, text);
        assert.match(text, /The canary of (gated, open|open, gated) was withdrawn/);
        assert.deepEqual(await deployments(), ["gated-mcp", "open-mcp"]);
        assert.deepEqual(await stablePods(), pods);
        assert.deepEqual(await images(), stable);
        assert.equal(readFileSync(stack.configFile, "utf8"), written);
    });
});
