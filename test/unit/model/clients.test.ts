import assert from "node:assert/strict";
import { clientConfiguration, mergedConfiguration } from "../../../components/model/client-config";
import type { ClientArgs } from "../../../components/model/client-rules";
import { clientEndpoint } from "../../../components/model/clients/endpoint";
import { serverJson } from "../../../components/model/clients/server-json";

const external = "https://mcp.example.com/issue-tracker/mcp";
const inCluster = "http://issue-tracker-mcp.mcp.svc.cluster.local:8000/issue-tracker/mcp";
const described: ClientArgs = {
    description: "Issues of all teams",
    auth: "bearer",
    allowedGroups: ["developers", "admins"],
};
const told = (args?: ClientArgs, urls: { external?: string; inCluster: string } = { external, inCluster }) =>
    clientConfiguration("issue-tracker", urls, args);

describe("what clients are told of a server", () => {
    it("is its URL and transport, when nothing else is known", () => {
        assert.deepEqual(told(), {
            external: { mcpServers: { "issue-tracker": { type: "http", url: external } } },
            inCluster: { mcpServers: { "issue-tracker": { type: "http", url: inCluster } } },
            vsCode: { servers: { "issue-tracker": { type: "http", url: external } }, inputs: [] },
            liteLlm: {
                environment: { MCP_ENABLED: "true", MCP_ISSUE_TRACKER_ENDPOINT: inCluster },
                mcp_servers: { issue_tracker: { url: inCluster, transport: "http", auth_type: "none" } },
            },
            flowise: { "issue-tracker": { url: external } },
        });
    });

    it("names the token in .mcp.json by a variable of the client's environment", () => {
        assert.deepEqual(told(described).external.mcpServers["issue-tracker"], {
            type: "http",
            url: external,
            headers: { Authorization: `Bearer \${MCP_ISSUE_TRACKER_TOKEN}` },
            description: "Issues of all teams",
        });
    });

    it("has VS Code ask for the token, hidden", () => {
        assert.deepEqual(told(described).vsCode, {
            servers: {
                "issue-tracker": {
                    type: "http",
                    url: external,
                    headers: { Authorization: `Bearer \${input:issue-tracker-token}` },
                },
            },
            inputs: [
                {
                    type: "promptString",
                    id: "issue-tracker-token",
                    description: "Token for MCP server issue-tracker",
                    password: true,
                },
            ],
        });
    });

    it("has LiteLLM read the token from its environment, and grant the server by groups", () => {
        assert.deepEqual(told({ ...described, transport: "sse" }).liteLlm.mcp_servers.issue_tracker, {
            url: inCluster,
            transport: "sse",
            auth_type: "bearer_token",
            auth_value: "os.environ/MCP_ISSUE_TRACKER_TOKEN",
            access_groups: ["developers", "admins"],
            description: "Issues of all teams",
        });
    });

    it("has Flowise fill in a variable of its own", () => {
        assert.deepEqual(told({ auth: "bearer", tokenVariable: "MCPAuthToken" }).flowise["issue-tracker"], {
            url: external,
            headers: { Authorization: "Bearer {{$vars.MCPAuthToken}}" },
        });
    });

    it("leaves a server without a route to clients inside the cluster", () => {
        const { external, vsCode, flowise } = told(described, { inCluster });
        assert.deepEqual([external.mcpServers, vsCode.servers, vsCode.inputs], [{}, {}, []]);
        assert.equal(flowise["issue-tracker"]?.url, inCluster);
    });

    it("is one file for several servers", () => {
        const other = clientConfiguration("s3", { inCluster: "http://s3-mcp.mcp.svc.cluster.local:8000/mcp" });
        const { external, inCluster, vsCode, liteLlm, flowise } = mergedConfiguration([told(described), other]);
        assert.deepEqual(Object.keys(external.mcpServers), ["issue-tracker"]);
        assert.deepEqual(Object.keys(inCluster.mcpServers), ["issue-tracker", "s3"]);
        assert.equal(vsCode.inputs.length, 1);
        assert.deepEqual(Object.keys(liteLlm.environment), [
            "MCP_ENABLED",
            "MCP_ISSUE_TRACKER_ENDPOINT",
            "MCP_S3_ENDPOINT",
        ]);
        assert.deepEqual(Object.keys(liteLlm.mcp_servers), ["issue_tracker", "s3"]);
        assert.deepEqual(Object.keys(flowise), ["issue-tracker", "s3"]);
    });
});

describe("server.json", () => {
    const image = {
        image: `registry.example.com/mcp/issues@sha256:${"a".repeat(64)}`,
        port: 8000,
        path: "/issue-tracker/mcp",
        secretVariables: ["TRACKER_TOKEN"],
    };
    const facts = { host: "mcp.example.com", package: image };
    const entry = (client: ClientArgs) =>
        serverJson(clientEndpoint("issue-tracker", external, client), { ...facts, client });

    it("names the server by its host in reverse, or as it is told", () => {
        assert.equal(entry({}).name, "com.example.mcp/issue-tracker");
        assert.equal(entry({ registryNamespace: "com.example" }).name, "com.example/issue-tracker");
    });

    it("has the endpoint as a remote whose token is asked for", () => {
        const token = { description: "Token for MCP server issue-tracker", isRequired: true, isSecret: true };
        assert.deepEqual(entry(described).remotes, [
            {
                type: "streamable-http",
                url: external,
                headers: [
                    {
                        name: "Authorization",
                        value: "Bearer {token}",
                        isRequired: true,
                        isSecret: true,
                        variables: { token },
                    },
                ],
            },
        ]);
        assert.deepEqual(entry({ transport: "sse" }).remotes, [{ type: "sse", url: external }]);
    });

    it("has the image as a package whose secrets are asked for", () => {
        assert.deepEqual(entry({}).packages, [
            {
                registryType: "oci",
                identifier: image.image,
                transport: { type: "streamable-http", url: "http://localhost:8000/issue-tracker/mcp" },
                environmentVariables: [{ name: "TRACKER_TOKEN", isRequired: true, isSecret: true }],
            },
        ]);
    });

    it("has no package where no image is the server by itself", () => {
        const remoteOnly = serverJson(clientEndpoint("issue-tracker", external), { host: facts.host });
        assert.deepEqual(Object.keys(remoteOnly), ["$schema", "name", "description", "version", "remotes"]);
    });

    it("has the version and description of the arguments, or says that there are none", () => {
        const { version, description } = entry({ ...described, version: "1.4.0" });
        assert.deepEqual([version, description], ["1.4.0", "Issues of all teams"]);
        const bare = entry({});
        assert.deepEqual([bare.version, bare.description], ["0.0.0", "MCP server issue-tracker"]);
    });
});
