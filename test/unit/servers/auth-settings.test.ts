import assert from "node:assert/strict";
import { authSettingsOf } from "../../../servers/runtime/settings/auth";
import { readConfig } from "../../../servers/runtime/settings/settings";

const issuer = "https://keycloak.example.com/realms/mcp";
const resource = "https://mcp.example.com/demo/mcp";

describe("servers: settings of authentication", () => {
    const read = (variables: Record<string, string>) => authSettingsOf(readConfig(variables));

    it("ask for no tokens by default", () => {
        assert.equal(read({}), undefined);
    });

    it("take the server's public URL for the audience of tokens", () => {
        const settings = read({ AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: resource });
        assert.deepEqual(settings?.audiences, [resource, `${resource}/`]);
        assert.equal(settings?.introspection, undefined);
    });

    it("take only the audience that is named", () => {
        const variables = { AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: resource, AUTH_AUDIENCE: "mcp-demo, other" };
        assert.deepEqual(read(variables)?.audiences, ["mcp-demo", "other"]);
    });

    for (const text of ["user,read", "user read", "user, read"]) {
        it(`read scopes from "${text}"`, () => {
            const variables = { AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: resource, REQUIRED_SCOPES: text };
            assert.deepEqual(read(variables)?.requiredScopes, ["user", "read"]);
        });
    }

    it("take another address of the issuer than its name", () => {
        const variables = { AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: resource };
        const serverUrl = "http://keycloak.auth.svc.cluster.local/realms/mcp";
        const settings = read({ ...variables, AUTH_SERVER_URL: serverUrl });
        assert.deepEqual([settings?.issuer, settings?.serverUrl], [issuer, serverUrl]);
        assert.equal(read(variables)?.serverUrl, undefined);
    });

    const wrong: Record<string, [Record<string, string>, RegExp]> = {
        "an issuer without the server's public URL": [
            { AUTH_ISSUER_URL: issuer },
            /RESOURCE_SERVER_URL.*: is needed with AUTH_ISSUER_URL/,
        ],
        "scopes without an issuer, which would protect nothing": [
            { REQUIRED_SCOPES: "mcp:tools" },
            /AUTH_ISSUER_URL.*: is needed with REQUIRED_SCOPES/,
        ],
        "an authorization server that is no issuer, which would protect nothing": [
            { AUTH_SERVER_URL: "https://auth.example.com" },
            /AUTH_ISSUER_URL.*: is needed with AUTH_SERVER_URL/,
        ],
        "an audience without an issuer": [{ AUTH_AUDIENCE: "a" }, /AUTH_ISSUER_URL.*: is needed with AUTH_AUDIENCE/],
        "a client without its secret": [
            { AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: resource, AUTH_CLIENT_ID: "a" },
            /AUTH_CLIENT_SECRET.*: is needed with AUTH_CLIENT_ID/,
        ],
        "a place for introspection without credentials": [
            { AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: resource, AUTH_INTROSPECTION_URL: `${issuer}/introspect` },
            /AUTH_CLIENT_ID.*: is needed with AUTH_INTROSPECTION_URL/,
        ],
        "keys beside introspection": [
            {
                AUTH_ISSUER_URL: issuer,
                RESOURCE_SERVER_URL: resource,
                AUTH_JWKS_URL: `${issuer}/certs`,
                AUTH_CLIENT_ID: "a",
                AUTH_CLIENT_SECRET: "b",
            },
            /AUTH_JWKS_URL=.*: is not used with AUTH_CLIENT_ID/,
        ],
        "an issuer that is no URL": [
            { AUTH_ISSUER_URL: "keycloak.example.com", RESOURCE_SERVER_URL: resource },
            /AUTH_ISSUER_URL="keycloak\.example\.com": is not a URL/,
        ],
        "a public URL with a fragment": [
            { AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: `${resource}#a` },
            /RESOURCE_SERVER_URL=.*: is not a URL/,
        ],
    };
    for (const [what, [variables, message]] of Object.entries(wrong)) {
        it(`refuse ${what}`, () => {
            assert.throws(() => readConfig(variables), message);
        });
    }

    it("never show the client's secret", () => {
        const variables = { AUTH_CLIENT_SECRET: "hunter2" };
        assert.throws(
            () => readConfig(variables),
            (error: Error) => /AUTH_CLIENT_ID/.test(error.message) && !error.message.includes("hunter2"),
        );
    });
});
