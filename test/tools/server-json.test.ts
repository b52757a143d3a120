import assert from "node:assert/strict";
import { clientEndpoint } from "../../components/model/clients/endpoint";
import { serverJson } from "../../components/model/clients/server-json";
import { schemaErrors } from "./json-schema";

const facts = {
    host: "mcp.example.com",
    package: {
        image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/mcp/prod/github@sha256:${"a".repeat(64)}`,
        port: 8000,
        path: "/github/mcp",
        secretVariables: ["GITHUB_TOKEN"],
    },
};
const entry = (client: object) =>
    serverJson(clientEndpoint("github", "https://mcp.example.com/github/mcp", client), { ...facts, client });

describe("server.json", function () {
    this.timeout(900_000);

    for (const client of [
        {},
        { auth: "bearer", description: "Repositories and issues", version: "1.4.0", registryNamespace: "com.example" },
        { transport: "sse" },
    ]) {
        it(`is what the MCP registry's schema allows, of ${JSON.stringify(client)}`, async () => {
            assert.equal(await schemaErrors("mcpServer", entry(client)), "");
        });
    }

    it("is what the schema allows also of a server without an image of its own", async () => {
        const endpoint = clientEndpoint("github", "https://mcp.example.com/github/mcp");
        assert.equal(await schemaErrors("mcpServer", serverJson(endpoint, { host: facts.host })), "");
    });

    it("names the schema that it is judged by here", () => {
        assert.match(entry({}).$schema, /\/2025-12-11\//);
    });

    it("is judged: what the schema does not allow is found", async () => {
        assert.match(await schemaErrors("mcpServer", { ...entry({}), description: "x".repeat(101) }), /description/);
        assert.match(await schemaErrors("mcpServer", { ...entry({}), name: "github" }), /name/);
    });
});
