import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { type Engine, tryOut } from "../../../release/canary";
import { canaryPercent, changedServers } from "../../../release/canary-decisions";
import { ReleaseError } from "../../../release/report/release-error";
import type { Run } from "../../../release/report/run";
import type { ReleaseStack } from "../../../release/stack";
import type { VerifyOptions } from "../../../release/verify/options";

const digest = (letter: string) => `registry.example.com/mcp/demo@sha256:${letter.repeat(64)}`;
const stableImage = digest("a");
const configText = `# Written by hand.
encryptionsalt: v1:salt
config:
  mcp-eks:cluster: { name: mcp, context: mcp }
  mcp-eks:platform: { namespace: mcp, route: { host: mcp.example.com } }
  mcp-eks:servers:
    demo: { prebuilt: { image: "${digest("b")}" } }
    other: { prebuilt: { image: "${digest("c")}" } }
`;

/** As the engine tells of an update of a server's Deployment. */
function deploymentUpdate(
    server: string,
    name = server,
    path = "spec.template.spec.containers[0].image",
): EngineEvent[] {
    const component = `urn:pulumi:prod::mcp-eks::mcp-eks:index:McpServer::${server}`;
    const urn = `urn:pulumi:prod::mcp-eks::mcp-eks:index:McpServer$kubernetes:apps/v1:Deployment::${name}`;
    const state = (parent: string) => ({ inputs: {}, outputs: {}, parent });
    return [
        { resourcePreEvent: { metadata: { urn: component, op: "same", new: state("") } } },
        {
            resourcePreEvent: {
                metadata: {
                    urn,
                    op: "update",
                    old: state(component),
                    new: state(component),
                    detailedDiff: { [path]: { diffKind: "update", inputDiff: true } },
                },
            },
        },
    ] as unknown as EngineEvent[];
}

const run = { say: () => undefined } as unknown as Run;

describe("trying new images out", () => {
    let directory: string;
    let stack: ReleaseStack;
    /** The canary of each update, in their order, and what was verified. */
    let updates: unknown[];
    let verified: VerifyOptions[];
    let outputs: Record<string, unknown>;

    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "canary-"));
        const configFile = join(directory, "Pulumi.prod.yaml");
        writeFileSync(configFile, configText);
        outputs = {
            images: { demo: stableImage, other: digest("c") },
            canaries: { demo: { image: digest("b"), serviceName: "demo-mcp-canary" } },
        };
        const config = {
            cluster: { name: "mcp" },
            platform: { namespace: "mcp" },
            servers: { demo: {}, other: {} },
        };
        stack = {
            name: "prod",
            projectDir: directory,
            configFile,
            config,
            outputs: async () => outputs,
        } as unknown as ReleaseStack;
        updates = [];
        verified = [];
    });

    afterEach(() => rmSync(directory, { recursive: true }));

    const engine = (change: Partial<Engine> & { events?: EngineEvent[]; passes?: boolean[] } = {}): Engine => ({
        preview: async () => ({ events: change.events ?? deploymentUpdate("demo") }),
        async update({ configFile }) {
            const { config } = parse(readFileSync(configFile, "utf8"));
            updates.push(config["mcp-eks:servers"].demo.canary ?? "none");
            assert.equal(config["mcp-eks:servers"].other.canary, undefined);
        },
        async verify(_stack, options) {
            verified.push(options);
            const passed = change.passes?.[verified.length - 1] ?? true;
            return { stack: "prod", passed, recorded: false, servers: [] };
        },
        ...change,
    });
    const tried = (change?: Parameters<typeof engine>[0]) =>
        tryOut(stack, { percent: 10, verify: { timeoutSeconds: 5 } }, run, engine(change));
    const failure = async (change: Parameters<typeof engine>[0]) => {
        const error = await tried(change).then(
            () => undefined,
            (found: unknown) => found,
        );
        assert.ok(error instanceof ReleaseError, String(error));
        return error;
    };
    const withdrawal = { stableImage };

    it("verifies them before any call goes there, and again with their share of the calls", async () => {
        assert.deepEqual(await tried(), ["demo"]);
        assert.deepEqual(updates, [
            { weightPercent: 0, stableImage },
            { weightPercent: 10, stableImage },
        ]);
        assert.equal(verified.length, 2);
        for (const { servers, record, timeoutSeconds } of verified) {
            assert.deepEqual([record, timeoutSeconds], [false, 5]);
            assert.deepEqual(
                servers?.map(({ name, objectName, image, url }) => [name, objectName, image, url]),
                [["demo", "demo-mcp-canary", digest("b"), undefined]],
            );
            assert.equal(servers?.[0]?.podLabels["app.kubernetes.io/component"], "mcp-server-canary");
        }
    });

    it("never writes to the configuration of the stack", async () => {
        await tried();
        await failure({ passes: [true, true, false] });
        assert.equal(readFileSync(stack.configFile, "utf8"), configText);
    });

    it("withdraws a canary that is not verified, before calls went there", async () => {
        const { exitCode, message, details } = await failure({ passes: [false] });
        assert.equal(exitCode, 4);
        assert.deepEqual(updates, [{ weightPercent: 0, stableImage }, withdrawal]);
        assert.match(message, /The canary of demo was withdrawn: all calls go to the version that was there before\.$/);
        assert.equal(details.canary, "withdrawn");
    });

    it("withdraws a canary that does not bear its share of the calls", async () => {
        assert.equal((await failure({ passes: [true, false] })).exitCode, 4);
        assert.deepEqual(updates.at(-1), withdrawal);
    });

    it("withdraws a canary that does not start", async () => {
        const { update } = engine();
        const { exitCode } = await failure({
            async update(...args) {
                await update(...args);
                if (updates.length === 1) throw new ReleaseError("The update failed: CrashLoopBackOff");
            },
        });
        assert.equal(exitCode, 1);
        assert.deepEqual(updates, [{ weightPercent: 0, stableImage }, withdrawal]);
    });

    it("says when it could not be withdrawn", async () => {
        const { exitCode, message } = await failure({
            passes: [false],
            async update({ configFile }) {
                if (!readFileSync(configFile, "utf8").includes("weightPercent"))
                    throw new ReleaseError("no connection");
            },
        });
        assert.equal(exitCode, 4);
        assert.match(message, /could not be withdrawn.*no connection$/);
    });

    it("changes nothing more after a lock of somebody else, a policy, or Ctrl-C", async () => {
        for (const exitCode of [3, 6, 130] as const) {
            updates = [];
            const { update } = engine();
            const error = await failure({
                async update(...args) {
                    await update(...args);
                    throw new ReleaseError("stopped", exitCode);
                },
            });
            assert.deepEqual([error.exitCode, updates.length], [exitCode, 1]);
        }
    });

    it("does nothing where no server gets another image, or has none yet", async () => {
        assert.deepEqual(await tried({ events: deploymentUpdate("demo", "demo", "spec.template.spec.volumes") }), []);
        outputs = {};
        assert.deepEqual(await tried(), []);
        assert.deepEqual(updates, []);
    });

    it("refuses servers that have a canary in their configuration, or can have none", async () => {
        stack.config.servers.other = { canary: { weightPercent: 5, stableImage } };
        const own = await failure({});
        assert.equal(own.exitCode, 2);
        assert.match(own.message, /server "other": canary is set in the configuration/);
        stack.config.servers.other = {};
        writeFileSync(stack.configFile, configText.replace("demo: {", "demo: { era: legacy,"));
        const legacy = await failure({});
        assert.equal(legacy.exitCode, 2);
        assert.match(legacy.message, /server "demo": canary\.weightPercent is 0; a session of a legacy server/);
        assert.deepEqual(updates, []);
    });
});

describe("servers that get another image", () => {
    it("are those whose own Deployment changes, not a canary's that an earlier run left", () => {
        assert.deepEqual(changedServers([...deploymentUpdate("demo"), ...deploymentUpdate("other", "other.canary")]), [
            "demo",
        ]);
    });
});

describe("--canary", () => {
    it("is a whole number of percent, of which the pods that stay have the greater half", () => {
        assert.equal(canaryPercent("10"), 10);
        for (const text of ["0", "51", "2.5", "ten"]) assert.throws(() => canaryPercent(text), /from 1 to 50/);
    });
});
