import assert from "node:assert/strict";
import {
    Client as ModernClient,
    ClientCredentialsProvider as ModernCredentials,
    StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { z } from "zod";
import { freePort } from "../../../local/process/free-port";
import type { ServerDefinition } from "../../../servers/runtime/serve";
import type { Tool } from "../../../servers/runtime/tool";
import { type DemoServer, startRuntime } from "../../support/demo-server";
import { caller, type OpenIdProvider, startOpenIdProvider } from "../../support/openid-provider";

const info = { name: "test", version: "1" };
const none = z.object({});
const whoami: Tool<z.output<typeof none>> = {
    name: "whoami",
    title: "Who am I",
    description: "Tells who calls.",
    arguments: none,
    run: (_args, call) => JSON.stringify(call.caller ?? "nobody"),
};
const resetAll: Tool<z.output<typeof none>> = {
    name: "reset_all",
    title: "Reset all",
    description: "Needs more than other tools do.",
    arguments: none,
    scopes: ["mcp:admin"],
    run: (_args, call) => `reset by ${call.caller?.subject}`,
};
const definition: ServerDefinition = { name: "demo", version: "1", tools: [whoami, resetAll] };

describe("servers: clients of a protected server", () => {
    let provider: OpenIdProvider;
    let server: DemoServer;
    before(async () => {
        provider = await startOpenIdProvider({ path: "/realms/mcp" });
        const port = String(await freePort());
        server = await startRuntime(definition, {
            PORT: port,
            AUTH_ISSUER_URL: provider.issuer,
            RESOURCE_SERVER_URL: `http://127.0.0.1:${port}/demo/mcp`,
            REQUIRED_SCOPES: "mcp:tools",
        });
    });
    after(() => Promise.all([server.stop(), provider.stop()]));

    const text = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text;
    const credentials = () => ({
        clientId: caller.id,
        clientSecret: caller.secret,
        expectedIssuer: provider.issuer,
    });

    it("of the session era find the issuer by themselves, get a token and are known to the tools", async () => {
        const client = new Client(info);
        // By client credentials this SDK asks for no scopes but those that it is given here.
        const authProvider = new ClientCredentialsProvider({ ...credentials(), scope: "mcp:tools" });
        await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { authProvider }));
        const who = text(await client.callTool({ name: "whoami", arguments: {} }));
        await client.close();
        assert.deepEqual(JSON.parse(who ?? ""), { subject: caller.id, clientId: caller.id, scopes: ["mcp:tools"] });
    });

    it("of 2026-07-28 do so too", async () => {
        const client = new ModernClient(info, { versionNegotiation: { mode: "auto" } });
        const authProvider = new ModernCredentials(credentials());
        await client.connect(new ModernTransport(new URL(server.url), { authProvider }));
        const who = text(await client.callTool({ name: "whoami", arguments: {} }));
        await client.close();
        assert.deepEqual(JSON.parse(who ?? ""), { subject: caller.id, clientId: caller.id, scopes: ["mcp:tools"] });
    });

    it("that have a token already send it", async () => {
        const token = await provider.token({ resource: server.url });
        const client = new ModernClient(info);
        const requestInit = { headers: { authorization: `Bearer ${token}` } };
        await client.connect(new ModernTransport(new URL(server.url), { requestInit }));
        const { tools } = await client.listTools();
        await client.close();
        assert.deepEqual(
            tools.map(({ name }) => name),
            ["whoami", "reset_all"],
        );
    });

    const callTool = (name: string, token: string) =>
        fetch(server.url, {
            method: "POST",
            headers: {
                "content-type": "application/json",
                accept: "application/json, text/event-stream",
                authorization: `Bearer ${token}`,
            },
            body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } }),
        });

    it("are told which scopes a tool needs beyond those of every call", async () => {
        const response = await callTool("reset_all", await provider.token({ resource: server.url }));
        assert.equal(response.status, 403);
        const challenge = response.headers.get("www-authenticate") ?? "";
        assert.match(challenge, /^Bearer error="insufficient_scope"/);
        assert.match(challenge, /scope="mcp:admin mcp:tools"/);
        const place = `${server.origin}/.well-known/oauth-protected-resource/demo/mcp`;
        assert.ok(challenge.includes(`resource_metadata="${place}"`), challenge);
    });

    it("with those scopes call the tool", async () => {
        const token = await provider.token({ resource: server.url, scope: "mcp:tools mcp:admin" });
        const response = await callTool("reset_all", token);
        assert.match(await response.text(), /reset by caller/);
    });
});
