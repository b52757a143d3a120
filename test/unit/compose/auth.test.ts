import assert from "node:assert/strict";
import { composeServers } from "../../../compose/server";
import type { StackConfig } from "../../../stacks/config";

const issuer = "https://auth.example.com/realms/mcp";

function made(auth: object, fields: object = {}) {
    const stack = {
        platform: { namespace: "tools", route: { host: "mcp.example.com", tls: {} } },
        servers: { demo: { image: { context: "./servers" }, auth, ...fields } },
    };
    const place = { projectDir: process.cwd(), outDir: "compose", firstPort: 8000 };
    return composeServers(stack as unknown as StackConfig, place)[0];
}

describe("a server that takes tokens, on a single machine", () => {
    it("is told whose, and its proxy leads to its metadata", () => {
        const server = made({ issuer, requiredScopes: ["mcp:tools"] });
        const { AUTH_ISSUER_URL, RESOURCE_SERVER_URL, REQUIRED_SCOPES } = server?.environment ?? {};
        assert.deepEqual(
            [AUTH_ISSUER_URL, RESOURCE_SERVER_URL, REQUIRED_SCOPES],
            [issuer, "https://mcp.example.com/demo/mcp", "mcp:tools"],
        );
        assert.ok(server?.route?.paths.some(({ path }) => path === "/.well-known/oauth-protected-resource/demo/mcp"));
    });

    it("has its client's secret under the name that servers know", () => {
        const introspection = { clientId: "mcp", clientSecret: "KEYCLOAK_SECRET" };
        const server = made({ issuer, introspection }, { secrets: { KEYCLOAK_SECRET: { fromConfig: "secret" } } });
        assert.deepEqual(server?.secretVariables, ["AUTH_CLIENT_SECRET"]);
    });

    it("is refused where its tokens are the route's to verify, or its issuer is in the cluster", () => {
        assert.throws(() => made({ issuer, enforcedBy: "edge" }), /server "demo": auth\.enforcedBy is "edge"/);
        assert.throws(
            () => made({ issuer: "http://keycloak.auth.svc.cluster.local/realms/mcp" }),
            /server "demo": auth names http:\/\/keycloak\.auth.*out of reach here/,
        );
    });
});
