import assert from "node:assert/strict";
import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { awsEndpoint, contexts } from "../../local/addresses";
import { type RecordedProgram, recordStack, type StackOutputs } from "./recorded-program";
import { configOf, engineConfig } from "./stack-config";

const secretValue = "value-that-must-not-be-seen";

async function run(stack: string, change: (config: Record<string, unknown>) => void = () => {}) {
    const config = structuredClone(configOf(stack));
    change(config);
    const { values, secretKeys } = engineConfig(config, secretValue);
    return recordStack(stack, values, secretKeys);
}

/** Relative to where the program runs. */
const path = (inRepository: string) => relative(process.cwd(), join(__dirname, "..", "..", inRepository));

/** An output's value, once it is there. */
const known = <T>(output: pulumi.Output<T>) =>
    new Promise<pulumi.Unwrap<T>>((resolve) => pulumi.output(output).apply(resolve));

/** Tokens that the program may use: the local environment's plugins serve these and no others. */
const servedTokens = new Set([
    "pulumi:providers:kubernetes",
    "aws:ecr/repository:Repository",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:secretsmanager/secret:Secret",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "docker:index/image:Image",
    "random:index/randomPassword:RandomPassword",
]);

for (const [stack, context] of Object.entries(contexts)) {
    describe(`stack ${stack}`, () => {
        let program: RecordedProgram;
        let outputs: StackOutputs;

        before(async () => {
            ({ program, result: outputs } = await run(stack));
        });
        after(() => setAllConfig({}));

        it("makes one McpServer of every block, in the stack's namespace", () => {
            const blocks = Object.keys(configOf(stack)["mcp-eks:servers"] as object);
            assert.deepEqual(
                program
                    .all("McpServer")
                    .map(({ name }) => name)
                    .sort(),
                blocks.sort(),
            );
            assert.equal(program.only("Namespace").name, context);
        });

        it("hands every Kubernetes object to the stack's own cluster", () => {
            const provider = program.only("kubernetes");
            assert.equal(provider.inputs.context, context);
            const objects = program.resources.filter(({ type }) => type.startsWith("kubernetes:"));
            assert.ok(objects.length > 10);
            assert.deepEqual(
                objects.filter((object) => !object.provider.startsWith(provider.urn)),
                [],
            );
        });

        it("registers custom resources of known tokens only", () => {
            const others = program.resources.filter(
                ({ type, custom }) => custom && !type.startsWith("kubernetes:") && !servedTokens.has(type),
            );
            assert.deepEqual(others, []);
        });

        it("gives every resource of a component a parent", () => {
            const roots = program.resources.filter(({ parent }) => !program.byUrn(parent));
            const certificates = new Set(program.all("HostCertificate").map(({ type }) => type));
            assert.deepEqual([...new Set(roots.map(({ type }) => type))].sort(), [
                ...certificates,
                "mcp-eks:index:McpDashboard",
                "mcp-eks:index:McpNamespace",
                "mcp-eks:index:McpServer",
                "pulumi:providers:kubernetes",
            ]);
        });

        it("registers the outputs of every component exactly once", () => {
            const components = program.resources.filter(({ custom }) => !custom);
            assert.deepEqual(
                components.filter(({ registeredOutputs }) => registeredOutputs.length !== 1),
                [],
            );
            assert.deepEqual(
                components.filter(({ registeredOutputs }) => registeredOutputs[0]?.length === 0),
                [],
            );
        });

        it("passes a secret on in no other way than as a secret", () => {
            for (const { inputs, urn } of program.resources) {
                const text = JSON.stringify(inputs).replaceAll(/\{"4dabf18193072939515e22adb298388d":[^}]*\}/g, "");
                assert.ok(!text.includes(secretValue), urn);
                assert.ok(!text.includes("generated-value"), urn);
            }
        });

        it("puts out the endpoints of all servers", async () => {
            const endpoints = await known(pulumi.output(outputs.endpoints));
            for (const { name } of program.all("McpServer")) {
                assert.equal(
                    endpoints[name]?.internalUrl,
                    `http://${name}-mcp.${context}.svc.cluster.local:8000/${name}/mcp`,
                );
            }
        });
    });
}

describe("stack program", () => {
    after(() => setAllConfig({}));

    it("lets the dev stack reach no AWS but the emulator, whatever service it uses", async () => {
        const { program } = await run("dev");
        const used = program.resources.flatMap(({ type }) => /^aws:(\w+)\//.exec(type)?.[1] ?? []);
        const [endpoints] = configOf("dev")["aws:endpoints"] as [Record<string, string>];
        assert.deepEqual([...new Set(Object.values(endpoints))], [awsEndpoint]);
        for (const service of [...used, "sts", "eks"]) assert.ok(service in endpoints, service);
    });

    it("keeps the images that production runs from being destroyed, and lets those of dev go", async () => {
        const repositories = async (stack: string) => (await run(stack)).program.all("Repository");
        assert.deepEqual(await repositories("prod"), []);
        for (const { protect, inputs } of await repositories("staging")) {
            assert.deepEqual([protect, inputs.forceDelete], [true, false]);
        }
        for (const { protect, inputs } of await repositories("dev")) {
            assert.deepEqual([protect, inputs.forceDelete], [false, true]);
        }
    });

    it("builds from a path that is the same in every checkout", async () => {
        const { program } = await run("dev");
        const { context, dockerfile } = program.only("Image").inputs.build as Record<string, string>;
        assert.deepEqual([context, dockerfile], [path("servers"), path("servers/demo/Dockerfile")]);
    });

    it("puts out .mcp.json for both sides of the cluster's border, without servers that have no route outside", async () => {
        const { result } = await run("prod");
        assert.deepEqual(await known(result.mcpJson), {
            mcpServers: {
                demo: { type: "http", url: "https://mcp.example.com/demo/mcp" },
                calculator: { type: "http", url: "https://mcp.example.com/calculator/mcp" },
            },
        });
        assert.deepEqual((await known(result.mcpJsonInCluster)).mcpServers.reports, {
            type: "http",
            url: "http://reports-mcp.mcp-prod.svc.cluster.local:8000/reports/mcp",
        });
    });

    it("reaches a cluster without a context by what EKS says of it", async () => {
        const { program } = await run("dev", (config) => {
            config["mcp-eks:cluster"] = { name: "mcp-dev" };
        });
        const { context, kubeconfig, clusterIdentifier } = program.only("kubernetes").inputs;
        assert.equal(context, undefined);
        assert.equal(clusterIdentifier, "mcp-dev");
        assert.match(String(kubeconfig), /https:\/\/cluster\.example\.com.*get-token.*eu-central-1/);
    });

    it("registers nothing when a server's block is wrong, and says what is", async () => {
        const wrong = run("dev", (config) => {
            config["mcp-eks:servers"] = { demo: { image: { context: "./servers/demo" }, port: "8000" } };
        });
        await assert.rejects(
            wrong,
            /1 problem, nothing was created:\n {2}server "demo": port is "8000"; it is a number/,
        );
    });

    it("refuses a secret whose key is not encrypted", async () => {
        const wrong = run("dev", (config) => {
            config["mcp-eks:demoToken"] = "in plain text";
        });
        await assert.rejects(
            wrong,
            /secrets\.DEMO_TOKEN\.fromConfig is "demoToken"; the key mcp-eks:demoToken is in plain text/,
        );
    });
});
