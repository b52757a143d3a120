import assert from "node:assert/strict";
import { type ApisixRoute, apisixRouteSpec } from "../../../components/model/apisix-route";
import { apisixProblems } from "../../../components/model/apisix-rules";

const client = {
    id: "gateway",
    secretName: "demo-mcp-client",
    introspectionUrl: "https://auth.example.com/introspect",
    discoveryUrl: "https://auth.example.com/.well-known/openid-configuration",
};
const route: ApisixRoute = {
    className: "apisix",
    host: "mcp.example.com",
    paths: [
        { path: "/demo/mcp", exact: false },
        { path: "/.well-known/oauth-protected-resource/demo/mcp", exact: true },
    ],
    serviceName: "demo-mcp",
    servicePort: 8000,
    streamIdleSeconds: 600,
    redirect: false,
    securityHeaders: false,
    tls: false,
};
const parts = (change: Partial<ApisixRoute> = {}) => apisixRouteSpec({ ...route, ...change }).http;
const plugin = (name: string, change: Partial<ApisixRoute> = {}, part = 0) =>
    parts(change)[part]?.plugins.find((one) => one.name === name)?.config;

describe("spec of an ApisixRoute", () => {
    it("streams: buffers nothing, and lets a stream be silent as long as it is told", () => {
        assert.deepEqual(plugin("proxy-buffering"), { disable_proxy_buffering: true });
        const { read, send } = parts()[0]?.timeout ?? {};
        assert.deepEqual([read, send], ["600s", "600s"]);
    });

    it("matches the endpoint and what is below it, and no path that only begins alike", () => {
        assert.deepEqual(
            parts().map(({ match }) => match.paths),
            [["/demo/mcp", "/demo/mcp/*"], ["/.well-known/oauth-protected-resource/demo/mcp"]],
        );
    });

    it("asks for a token on the endpoint, never on the metadata", () => {
        const auth = { issuer: "https://auth.example.com", audience: "https://mcp.example.com/demo/mcp", client };
        assert.equal(plugin("openid-connect", { auth })?.bearer_only, true);
        assert.equal(plugin("openid-connect", { auth }, 1), undefined);
    });

    it("compares the audience where that is the client, as the plugin knows no other", () => {
        const validated = (audience: string) =>
            plugin("openid-connect", { auth: { issuer: "https://auth.example.com", audience, client } })
                ?.claim_validator;
        const issuer = { valid_issuers: ["https://auth.example.com"] };
        assert.deepEqual(validated("https://mcp.example.com/demo/mcp"), { issuer });
        assert.deepEqual(validated("gateway"), {
            issuer,
            audience: { claim: "aud", required: true, match_with_client_id: true },
        });
    });

    it("shares calls out by weight, among Services or upstreams", () => {
        const canary = { serviceName: "demo-mcp-canary", weightPercent: 10 };
        const weights = (change: Partial<ApisixRoute>) => {
            const [part] = parts({ canary, ...change });
            if (part === undefined) return [];
            const targets = "backends" in part ? part.backends : part.upstreams;
            return targets?.map(({ weight }) => weight);
        };
        assert.deepEqual(weights({}), [90, 10]);
        assert.deepEqual(weights({ upstreams: { stable: "demo-mcp", canary: "demo-mcp-canary" } }), [90, 10]);
    });

    it("limits each client by its address, with the burst that ingress-nginx has", () => {
        const limits = { requestsPerSecond: 10, connections: 3 };
        const { rate, burst, key, rejected_code } = plugin("limit-req", { limits }) ?? {};
        assert.deepEqual([rate, burst, key, rejected_code], [10, 40, "remote_addr", 429]);
        assert.equal(plugin("limit-conn", { limits })?.conn, 3);
    });

    it("redirects and adds headers only where it is told to", () => {
        assert.deepEqual([plugin("redirect"), plugin("response-rewrite")], [undefined, undefined]);
        assert.deepEqual(plugin("redirect", { redirect: true }), { http_to_https: true });
        assert.ok(plugin("response-rewrite", { securityHeaders: true }));
    });
});

describe("APISIX rules", () => {
    it("say what it cannot do", () => {
        const fields = (given: object) => apisixProblems({ host: "localhost", ...given }).map(({ field }) => field);
        assert.deepEqual(fields({ apisix: { ingressNamespace: "auth-apisix" }, tls: {} }), []);
        assert.deepEqual(fields({ tls: { clusterIssuer: "letsencrypt" } }), ["tls.clusterIssuer"]);
        assert.deepEqual(fields({ apisix: { ingressNamespace: "Auth" } }), ["apisix.ingressNamespace"]);
    });
});
