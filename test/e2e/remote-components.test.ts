import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { packageDir } from "../../generate/schema/schema";
import { writeSdk } from "../../generate/schema/sdk";
import { contexts, nodeBaseImage, ports, registryHost } from "../../local/addresses";
import { repositoryDir, stateDir } from "../../local/paths";
import { copyOfDemo, demoDockerfile } from "../support/demo-source";
import { kubectl } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { type PulumiRun, succeeded } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;

/** A program of somebody who has the package's SDK and not its source. */
const program = (path: string) => `
import * as mcp from "@pulumi/mcp-eks";
import * as pulumi from "@pulumi/pulumi";

const namespace = new mcp.McpNamespace("e2e-remote", {});
const server = new mcp.McpServer("demo", {
    namespace: namespace.namespaceName,
    image: {
        context: "./servers",
        dockerfile: "${demoDockerfile}",
        buildArgs: { BASE_IMAGE: "${nodeBaseImage}" },
        network: "host",
        registry: "${registryHost}",
        forceDelete: true,
    },
    path: "${path}",
    route: { host: "localhost", publicPort: ${ports.ingressHttp} },
    secretStore: { recoveryWindowDays: 0 },
    secrets: { DEMO_API_KEY: { generate: {} }, DEMO_TOKEN: { value: pulumi.secret("given from outside") } },
});
export const { url, internalUrl, imageUri } = server;
`;

describe("the components as a remote package", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);
    let directory: string;

    const write = (file: string, text: string) => writeFileSync(join(directory, file), text);
    const pulumi = async (...args: string[]): Promise<PulumiRun> => {
        const env = { PULUMI_BACKEND_URL: `file://${join(directory, "state")}` };
        const run = await execa("pulumi", [...args, "--non-interactive", "--color", "never"], {
            cwd: directory,
            env,
            all: true,
            reject: false,
            stdin: "ignore",
        });
        return { exitCode: run.exitCode ?? 1, text: run.all };
    };

    before("a project with the SDK, and a stack of it for the environment", async () => {
        mkdirSync(join(stateDir, "tests"), { recursive: true });
        directory = mkdtempSync(join(stateDir, "tests", "remote-"));
        mkdirSync(join(directory, "state"));
        copyOfDemo(directory);
        await writeSdk("nodejs", join(directory, "node_modules", "@pulumi", "mcp-eks"));
        const options = { typescript: false, nodeargs: "--import tsx" };
        write(
            "Pulumi.yaml",
            stringify({
                name: "remote",
                runtime: { name: "nodejs", options },
                main: "index.ts",
                packages: { "mcp-eks": packageDir },
            }),
        );
        write("index.ts", program("/remote/mcp"));
        succeeded(await pulumi("stack", "init", "remote"));
        const dev = parse(readFileSync(join(repositoryDir, "Pulumi.dev.yaml"), "utf8")) as { config: object };
        const ofProviders = Object.entries(dev.config).filter(([key]) => /^(aws|docker):/.test(key));
        const created = parse(readFileSync(join(directory, "Pulumi.remote.yaml"), "utf8")) as object;
        const config = { ...Object.fromEntries(ofProviders), "kubernetes:context": contexts.dev };
        write("Pulumi.remote.yaml", stringify({ ...created, config }));
    });

    after("destroys what a failed test left", async () => {
        if (directory === undefined) return;
        write("index.ts", program("/remote/mcp"));
        succeeded(await pulumi("destroy", "--yes", "--skip-preview"));
        rmSync(directory, { recursive: true, force: true });
    });

    it("refuse what is wrong, naming server and field, before anything is created", async () => {
        write("index.ts", program("/"));
        const { exitCode, text } = await pulumi("preview");
        assert.notEqual(exitCode, 0);
        assert.match(text, /server "demo": path is "\/"/);
        write("index.ts", program("/remote/mcp"));
    });

    it("bring a server from source to a tool's answer", async () => {
        succeeded(await pulumi("up", "--yes", "--skip-preview"));
        const { text } = await pulumi("stack", "output", "url");
        assert.equal(text.trim(), `http://localhost:${ports.ingressHttp}/remote/mcp`);
        assert.equal(await callTool(text.trim(), "add_numbers", { numbers: [19, 23] }), "The sum is 42");
    });

    it("hand secrets on", async () => {
        const print = ["node", "-p", "process.env.DEMO_TOKEN"];
        const value = await kubectl("exec", "-n", "e2e-remote", "deployment/demo-mcp", "--", ...print);
        assert.equal(value.trim(), "given from outside");
        const { text } = await pulumi("stack", "export");
        assert.doesNotMatch(text, /given from outside/);
    });

    it("change nothing when the program runs again", async () => {
        const { text } = succeeded(await pulumi("preview", "--expect-no-changes"));
        assert.match(text, /\d+ unchanged/);
    });
});
