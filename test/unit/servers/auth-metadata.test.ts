import assert from "node:assert/strict";
import type { DemoServer } from "../../support/demo-server";
import { resource, startProtectedDemo } from "../../support/protected-demo";

const path = "/.well-known/oauth-protected-resource/demo/mcp";
const issuer = "https://keycloak.example.com/realms/mcp";

describe("servers: metadata of a protected server (RFC 9728)", () => {
    let server: DemoServer;
    before(async () => {
        server = await startProtectedDemo(issuer, {
            MCP_SERVER_NAME: "adder",
            ALLOWED_ORIGINS: "https://chat.example.com",
        });
    });
    after(() => server.stop());

    it("says who issues tokens and what they need, to whoever asks without a token", async () => {
        const response = await fetch(server.origin + path);
        assert.equal(response.status, 200);
        assert.equal(response.headers.get("content-type"), "application/json");
        assert.deepEqual(await response.json(), {
            resource,
            authorization_servers: [issuer],
            bearer_methods_supported: ["header"],
            scopes_supported: ["mcp:tools"],
            resource_name: "adder",
        });
    });

    it("can be read by web pages of every origin, also those that may not call the server", async () => {
        const origin = "https://elsewhere.example.com";
        const response = await fetch(server.origin + path, { headers: { origin } });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get("access-control-allow-origin"), "*");
        const preflight = await fetch(server.origin + path, {
            method: "OPTIONS",
            headers: { origin, "access-control-request-headers": "mcp-protocol-version" },
        });
        assert.equal(preflight.status, 204);
        assert.equal(preflight.headers.get("access-control-allow-headers"), "mcp-protocol-version");
    });

    it("is not at the root of the host, where each server beside it would have its own", async () => {
        assert.equal((await fetch(`${server.origin}/.well-known/oauth-protected-resource`)).status, 404);
    });

    it("is only read", async () => {
        const response = await fetch(server.origin + path, { method: "POST", body: "{}" });
        assert.equal(response.status, 405);
        assert.equal(response.headers.get("allow"), "GET, HEAD, OPTIONS");
    });

    it("is also where a proxy leads that takes a prefix off, and the challenge names the public place", async () => {
        const publicUrl = "https://mcp.example.com/team/demo/mcp";
        const behindProxy = await startProtectedDemo(issuer, { RESOURCE_SERVER_URL: publicUrl });
        try {
            const found = await fetch(behindProxy.origin + path);
            assert.equal(((await found.json()) as { resource: string }).resource, publicUrl);
            const { headers } = await fetch(behindProxy.url, { method: "POST" });
            const place = "https://mcp.example.com/.well-known/oauth-protected-resource/team/demo/mcp";
            assert.ok(headers.get("www-authenticate")?.includes(`resource_metadata="${place}"`));
        } finally {
            await behindProxy.stop();
        }
    });

    it("is at the root for a server whose public URL has no path", async () => {
        const alone = await startProtectedDemo(issuer, { RESOURCE_SERVER_URL: "https://mcp.example.com" });
        try {
            const response = await fetch(`${alone.origin}/.well-known/oauth-protected-resource`);
            assert.equal(((await response.json()) as { resource: string }).resource, "https://mcp.example.com");
        } finally {
            await alone.stop();
        }
    });
});
