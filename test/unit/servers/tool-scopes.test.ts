import assert from "node:assert/strict";
import { z } from "zod";
import type { ServerDefinition } from "../../../servers/runtime/serve";
import type { Tool } from "../../../servers/runtime/tool";
import { type DemoServer, startRuntime, toolCallRequest } from "../../support/demo-server";
import { caller, type OpenIdProvider, startOpenIdProvider } from "../../support/openid-provider";
import { resource } from "../../support/protected-demo";

const resetAll: Tool<object> = {
    name: "reset_all",
    title: "Reset all",
    description: "Needs more than other tools do.",
    arguments: z.object({}),
    scopes: ["mcp:admin"],
    run: () => "reset",
};
const definition: ServerDefinition = { name: "admin", version: "1", tools: [resetAll] };

describe("servers: scopes of a tool", () => {
    let provider: OpenIdProvider;
    let server: DemoServer;
    before(async () => {
        provider = await startOpenIdProvider();
        server = await startRuntime(definition, { AUTH_ISSUER_URL: provider.issuer, RESOURCE_SERVER_URL: resource });
    });
    after(() => Promise.all([server?.stop(), provider?.stop()]));

    const call = async (scope: string) => {
        const authorization = `Bearer ${await provider.token({ resource, scope })}`;
        const headers = { authorization, "x-request-id": `r-${scope}` };
        const response = await fetch(server.url, toolCallRequest("reset_all", {}, headers));
        return { status: response.status, text: await response.text() };
    };
    const attempts = async (result: string) => {
        const metrics = await (await fetch(`${server.origin}/metrics`)).text();
        const line = new RegExp(`^mcp_auth_attempts_total\\{[^}]*result="${result}"[^}]*\\} (\\d+)$`, "m");
        return Number(line.exec(metrics)?.[1]);
    };
    const refusals = () =>
        server
            .logText()
            .split("\n")
            .filter((line) => line.includes('"msg":"caller refused"'))
            .map((line) => JSON.parse(line));

    it("are told of when a call lacks them: whose it was, why, and in the count", async () => {
        const { status, text } = await call("mcp:tools");
        assert.equal(status, 403);
        assert.match(text, /the token lacks the scope mcp:admin/);
        const [{ time, level, msg, server: name, ...told }, ...more] = refusals();
        assert.deepEqual(told, {
            requestId: "r-mcp:tools",
            user: caller.id,
            tool: "reset_all",
            code: "insufficient_scope",
            reason: "the token lacks the scope mcp:admin",
        });
        assert.deepEqual(more, []);
        assert.deepEqual([await attempts("success"), await attempts("insufficient_scope")], [1, 1]);
    });

    it("are not told of when a call has them", async () => {
        const before = refusals().length;
        assert.match((await call("mcp:admin")).text, /reset/);
        assert.equal(refusals().length, before);
        assert.equal(await attempts("insufficient_scope"), 1);
    });
});
