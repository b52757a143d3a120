import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type DemoServer, startRuntime } from "../../support/demo-server";
import { callTool } from "../../support/mcp";
import { observed } from "../../support/observed/definition";

describe("server: metrics of external APIs", () => {
    let server: DemoServer;
    let answer = { status: 200, headers: {} };
    const api = createServer((_request, response) => response.writeHead(answer.status, answer.headers).end("found"));
    const ask = () =>
        callTool(server.url, "asking", { url: `http://127.0.0.1:${(api.address() as AddressInfo).port}` });
    const has = async (line: RegExp) => assert.match(await (await fetch(`${server.origin}/metrics`)).text(), line);

    before(async () => {
        await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
        server = await startRuntime(observed);
    });
    after(async () => {
        api.closeAllConnections();
        await new Promise((resolve) => api.close(resolve));
        await server?.stop();
    });

    it("say nothing of a limit before an API has", async () => {
        await ask();
        await has(/^mcp_api_calls_total\{endpoint="repos\/search",status="success",server="observed"\} 1$/m);
        assert.doesNotMatch(await (await fetch(`${server.origin}/metrics`)).text(), /mcp_api_rate_limit_remaining/);
    });

    for (const [what, headers, remaining] of [
        ["by convention", { "x-ratelimit-remaining": "41" }, 41],
        ["by the standard's draft", { ratelimit: '"default";r=12;t=30' }, 12],
    ] as const) {
        it(`tell what an API still allows, as it says ${what}`, async () => {
            answer = { status: 200, headers };
            await ask();
            await has(new RegExp(`^mcp_api_rate_limit_remaining\\{server="observed"\\} ${remaining}$`, "m"));
        });
    }

    it("count what an API refuses, and the failure of the tool that follows as the API's", async () => {
        answer = { status: 403, headers: { "x-ratelimit-remaining": "0" } };
        await assert.rejects(ask());
        await has(/^mcp_api_calls_total\{endpoint="repos\/search",status="error",server="observed"\} 1$/m);
        await has(/^mcp_errors_total\{tool="asking",error_type="api_error",server="observed"\} 1$/m);
        await has(/^mcp_errors_total\{tool="asking",error_type="tool_error",server="observed"\} 0$/m);
    });
});
