import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { McpServer, type McpServerArgs } from "../../components";
import { pushedDigest, record, recordStack } from "./recorded-program";
import { configOf, engineConfig } from "./stack-config";

const context = join(__dirname, "..", "..", "servers", "demo");
const route = { host: "mcp.example.com", tls: {} };

/** An output's value, once it is there. */
const known = <T>(output: pulumi.Output<T>) =>
    new Promise<pulumi.Unwrap<T>>((resolve) => pulumi.output(output).apply(resolve));

const make = async (args: Partial<McpServerArgs>) =>
    (await record(() => new McpServer("github", { namespace: "tools", image: { context }, ...args }))).result;

describe("what McpServer tells clients", () => {
    it("goes by the arguments, wherever the client is", async () => {
        const server = await make({ route, client: { auth: "bearer", transport: "sse", allowedGroups: ["admins"] } });
        const { external, vsCode, liteLlm } = await known(server.clientConfiguration);
        assert.equal(external.mcpServers.github?.type, "sse");
        assert.equal(external.mcpServers.github?.headers?.Authorization, `Bearer \${MCP_GITHUB_TOKEN}`);
        assert.equal(vsCode.inputs[0]?.id, "github-token");
        assert.deepEqual(liteLlm.mcp_servers.github, {
            url: "http://github-mcp.tools.svc.cluster.local:8000/mcp",
            transport: "sse",
            auth_type: "bearer_token",
            auth_value: "os.environ/MCP_GITHUB_TOKEN",
            access_groups: ["admins"],
        });
    });

    it("is a registry's entry with the image by digest and the names of secrets, not their values", async () => {
        const server = await make({
            route,
            secrets: { TOKEN: { value: "given-value" } },
            client: { version: "1.4.0" },
        });
        const text = await known(pulumi.output(server.serverJson));
        const { name, version, remotes, packages } = JSON.parse(text ?? "{}");
        assert.deepEqual([name, version], ["com.example.mcp/github", "1.4.0"]);
        assert.deepEqual(remotes, [{ type: "streamable-http", url: "https://mcp.example.com/mcp" }]);
        assert.ok(packages[0].identifier.endsWith(`@${pushedDigest}`));
        assert.equal(packages[0].environmentVariables[0].name, "TOKEN");
        assert.ok(!text?.includes("given-value"));
    });

    it("is a registry's entry of the endpoint alone where the image only runs the server's code", async () => {
        const runtime = { image: `docker.io/library/node@${pushedDigest}` };
        const code = { runtime, files: { "server.mjs": "" }, command: ["node", "/app/server.mjs"] };
        const { serverJson } = await make({ route, image: undefined, code });
        const { remotes, packages } = JSON.parse((await known(pulumi.output(serverJson))) ?? "{}");
        assert.deepEqual(
            [remotes, packages],
            [[{ type: "streamable-http", url: "https://mcp.example.com/mcp" }], undefined],
        );
    });

    it("is no registry's entry without a route", async () => {
        assert.equal((await make({})).serverJson, undefined);
    });
});

describe("what the stack tells clients", () => {
    after(() => setAllConfig({}));

    it("is one file each of all servers, and one registry's entry each of those with a route", async () => {
        const { values, secretKeys } = engineConfig(configOf("prod"), "value-that-must-not-be-seen");
        const { result } = await recordStack("prod", values, secretKeys);
        assert.deepEqual(Object.keys((await known(result.vsCodeJson)).servers), ["demo", "calculator"]);
        assert.deepEqual((await known(result.liteLlm)).environment, {
            MCP_ENABLED: "true",
            MCP_DEMO_ENDPOINT: "http://demo-mcp.mcp-prod.svc.cluster.local:8000/demo/mcp",
            MCP_CALCULATOR_ENDPOINT: "http://calculator-mcp.mcp-prod.svc.cluster.local:8000/calculator/mcp",
            MCP_REPORTS_ENDPOINT: "http://reports-mcp.mcp-prod.svc.cluster.local:8000/reports/mcp",
        });
        assert.equal(
            (await known(result.flowise)).reports?.url,
            "http://reports-mcp.mcp-prod.svc.cluster.local:8000/reports/mcp",
        );
        assert.deepEqual(Object.keys(result.serverJson), ["demo", "calculator"]);
    });

    it("comes with one dashboard of all servers, unless it is turned off", async () => {
        const dashboards = async (change: (config: Record<string, unknown>) => void) => {
            const config = structuredClone(configOf("prod"));
            change(config);
            const { values, secretKeys } = engineConfig(config, "");
            return (await recordStack("prod", values, secretKeys)).program.all("McpDashboard").length;
        };
        const platform = (config: Record<string, unknown>) => config["mcp-eks:platform"] as Record<string, unknown>;
        assert.equal(await dashboards(() => {}), 1);
        assert.equal(
            await dashboards((config) => {
                platform(config).monitoring = { dashboard: false };
            }),
            0,
        );
        assert.equal(
            await dashboards((config) => {
                delete platform(config).monitoring;
            }),
            0,
        );
    });
});
