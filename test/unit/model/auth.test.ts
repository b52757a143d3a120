import assert from "node:assert/strict";
import {
    authServerUrls,
    authSettings,
    clientArgs,
    discoveryUrlOf,
    introspectionUrlOf,
    jwksUrlOf,
    realmOf,
} from "../../../components/model/auth";
import { authServerPlace, isInside, isReached } from "../../../components/model/auth-network";
import { metadataPaths } from "../../../components/model/route-auth";

const issuer = "https://auth.example.com/realms/mcp";
const other = { issuer: "https://login.example.com/" };

describe("what follows from an issuer", () => {
    it("is known of Keycloak's realms, and of others where it is said", () => {
        assert.deepEqual(
            [realmOf({ issuer }), jwksUrlOf({ issuer }), introspectionUrlOf({ issuer })],
            ["mcp", `${issuer}/protocol/openid-connect/certs`, `${issuer}/protocol/openid-connect/token/introspect`],
        );
        assert.deepEqual(
            [realmOf(other), jwksUrlOf(other), introspectionUrlOf(other)],
            [undefined, undefined, undefined],
        );
        assert.equal(discoveryUrlOf(other.issuer), "https://login.example.com/.well-known/openid-configuration");
    });

    it("is asked about tokens where the cluster reaches it, and has its keys where others do", () => {
        const serverUrl = "http://keycloak.auth.svc.cluster.local/realms/mcp";
        assert.equal(
            introspectionUrlOf({ issuer, serverUrl }),
            `${serverUrl}/protocol/openid-connect/token/introspect`,
        );
        assert.equal(jwksUrlOf({ issuer, serverUrl }), `${issuer}/protocol/openid-connect/certs`);
        const introspection = { clientId: "mcp", clientSecret: "KEYCLOAK_SECRET" };
        const told = authSettings({ issuer, serverUrl, introspection }, undefined);
        assert.deepEqual(
            [told.AUTH_INTROSPECTION_URL, told.AUTH_JWKS_URL],
            [`${serverUrl}/protocol/openid-connect/token/introspect`, undefined],
        );
    });

    it("is called itself where only metadata that was read elsewhere says where its keys are", () => {
        const dex = "http://dex.auth.svc.cluster.local";
        const auth = { ...other, serverUrl: dex };
        const introspection = { clientId: "mcp", clientSecret: "DEX_SECRET" };
        assert.deepEqual(authServerUrls(auth), [dex, other.issuer]);
        assert.deepEqual(authServerUrls({ ...auth, introspection }), [dex, other.issuer]);
        assert.deepEqual(authServerUrls({ ...auth, jwksUrl: `${dex}/keys` }), [dex, `${dex}/keys`]);
        const keycloak = "http://keycloak.auth.svc.cluster.local/realms/mcp";
        assert.deepEqual(authServerUrls({ issuer, serverUrl: keycloak }), [keycloak]);
        assert.deepEqual(authServerUrls(other), [other.issuer]);
    });

    it("is nothing for a server whose tokens the route verifies", () => {
        const auth = { issuer, enforcedBy: "edge" };
        assert.deepEqual([authSettings(auth, "https://mcp.example.com/mcp"), authServerUrls(auth)], [{}, []]);
    });

    it("has clients send a token, unless something else was said", () => {
        assert.equal(clientArgs({ transport: "http" }, { issuer }).auth, "bearer");
        assert.equal(clientArgs({ auth: "none" }, { issuer }).auth, "none");
        assert.equal(clientArgs({}, undefined).auth, undefined);
    });
});

describe("the place of an issuer", () => {
    const places: [url: string, kind: string, ports: number[], inside: boolean][] = [
        ["http://keycloak.default.svc.cluster.local/realms/master", "service", [80, 8080], true],
        ["https://keycloak.auth.svc:8443/realms/master", "service", [8443], true],
        ["http://10.245.0.1:9000", "address", [9000], true],
        ["http://[fd00::1]:9000", "address", [9000], true],
        ["http://172.32.0.1", "address", [80], false],
        ["http://8.8.8.8", "address", [80], false],
        [issuer, "public", [443], false],
    ];
    for (const [url, kind, ports, inside] of places) {
        it(`is ${kind} for ${url}`, () => {
            const place = authServerPlace(url);
            assert.deepEqual([place.kind, place.ports, isInside(url)], [kind, ports, inside]);
        });
    }

    it("is reached by 443 of the internet, or by what is named", () => {
        assert.ok(isReached(issuer));
        assert.ok(!isReached(issuer, { publicHttps: false }));
        assert.ok(isReached(issuer, { publicHttps: false, egress: [{ cidr: "10.0.0.0/8", ports: [443] }] }));
        assert.ok(!isReached("https://auth.example.com:8443"));
    });
});

describe("paths of metadata", () => {
    const host = "mcp.example.com";
    const own = "/.well-known/oauth-protected-resource/demo/mcp";

    it("are the endpoint's, and the resource's where that is of the same host", () => {
        assert.deepEqual(metadataPaths({ issuer }, "/demo/mcp", host), [own]);
        assert.deepEqual(metadataPaths({ issuer, resource: `https://${host}/demo/mcp` }, "/demo/mcp", host), [own]);
        assert.deepEqual(metadataPaths({ issuer, resource: `https://${host}` }, "/demo/mcp", host), [
            own,
            "/.well-known/oauth-protected-resource",
        ]);
        assert.deepEqual(metadataPaths({ issuer, resource: "https://other.example.com" }, "/demo/mcp", host), [own]);
        assert.deepEqual(metadataPaths(undefined, "/demo/mcp", host), []);
    });
});
