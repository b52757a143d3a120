import assert from "node:assert/strict";
import { type Block, image, platform, problemsOf } from "./raw-config";

const issuer = "https://auth.example.com/realms/mcp";
const plainIssuer = "https://auth.example.com";
const dex = "http://dex.auth.svc.cluster.local";
const secrets = { KEYCLOAK_SECRET: { fromConfig: "token" } };
const introspection = { clientId: "mcp", clientSecret: "KEYCLOAK_SECRET" };

const server = (fields: Block) => ({ servers: { demo: { image, ...fields } } });
const auth = (fields: Block, others: Block = {}) => server({ auth: { issuer, ...fields }, ...others });
const edge = (kind: string, fields: Block, others: Block = {}, own: Block = {}) =>
    auth(
        { enforcedBy: "both", ...fields },
        {
            network: { clients: [{ cidr: "10.0.0.0/20" }], ingressControllerNamespace: "controllers" },
            route: { kind, tls: {}, ...(kind === "gateway" && { gateway: { name: "public" } }), ...others },
            secrets,
            ...own,
        },
    );

/** A bad configuration, and the whole of what is said about it. */
const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    ["no issuer", server({ auth: {} }), /^server "demo": auth\.issuer is ""; it is a URL/],
    ["an issuer by name", auth({ issuer: "keycloak" }), /^server "demo": auth\.issuer is "keycloak"; it is a URL/],
    [
        "an issuer in plain text outside the cluster",
        auth({ issuer: "http://auth.example.com" }),
        /^server "demo": auth\.issuer is "http:\/\/auth\.example\.com"; it is https; http is for Services of the cluster/,
    ],
    [
        "an issuer at a public address in plain text",
        auth({ issuer: "http://8.8.8.8/realms/mcp" }),
        /^server "demo": auth\.issuer is .*; it is https/,
    ],
    [
        "an issuer that the server may not call",
        auth({ issuer: "https://auth.example.com:8443" }),
        /^server "demo": auth\.issuer is .*; the server may not call it: name its addresses with port 8443 in network\.egress$/,
    ],
    [
        "an issuer of the internet, which is closed",
        auth({}, { network: { publicHttps: false } }),
        /^server "demo": auth\.issuer is .*; the server may not call it: .* port 443 in network\.egress$/,
    ],
    [
        "the address of a Keycloak in place of the realm there",
        auth({ serverUrl: "http://keycloak.default.svc.cluster.local" }),
        /^server "demo": auth\.serverUrl is "http:.*"; it is the issuer's realm by another address: its path ends in \/realms\/mcp$/,
    ],
    [
        "an issuer's other address in plain text outside the cluster",
        auth({ serverUrl: "http://auth.example.org/realms/mcp" }),
        /^server "demo": auth\.serverUrl is .*; it is https; http is for Services of the cluster/,
    ],
    [
        "an issuer's other address that the server may not call",
        auth({ serverUrl: "https://auth.example.com:8443/realms/mcp" }),
        /^server "demo": auth\.serverUrl is .*; the server may not call it: .* port 8443 in network\.egress$/,
    ],
    [
        "an issuer of the internet, which is closed, where the metadata inside names the keys of no Keycloak",
        auth({ issuer: plainIssuer, serverUrl: dex }, { network: { publicHttps: false } }),
        /^server "demo": auth\.issuer is "https:\/\/auth\.example\.com"; the server may not call it: .* port 443 in network\.egress, or say in auth\.jwksUrl what the metadata at auth\.serverUrl names, if that is inside$/,
    ],
    [
        "keys that only the server knows of, where the route has none",
        auth({}, { settings: { AUTH_JWKS_URL: "http://dex.auth.svc.cluster.local/keys" } }),
        /^server "demo": settings\.AUTH_JWKS_URL is .*; the route, the network and clients go by auth\.jwksUrl: say it there$/,
    ],
    [
        "keys of the server's own in plain text outside the cluster",
        edge("alb", {}, {}, { settings: { AUTH_JWKS_URL: "http://auth.example.com:443/keys" } }),
        /^server "demo": settings\.AUTH_JWKS_URL is .*; it is https; http is for Services of the cluster/,
    ],
    [
        "a resource that only the server knows of",
        auth({}, { settings: { RESOURCE_SERVER_URL: "https://x.example.com" } }),
        /^server "demo": settings\.RESOURCE_SERVER_URL is "https:\/\/x\.example\.com"; the route, the network and clients go by auth\.resource: say it there$/,
    ],
    [
        "no route and no resource",
        auth({}, { route: { enabled: false } }),
        /^server "demo": auth\.resource is not set; the server has no route whose URL it could be/,
    ],
    [
        "a resource with a fragment",
        auth({ resource: "https://mcp.example.com/mcp#x" }),
        /^server "demo": auth\.resource is .*; it is the public URL of the MCP endpoint, without a fragment$/,
    ],
    [
        "scopes in one text",
        auth({ requiredScopes: ["mcp:tools mcp:admin"] }),
        /^server "demo": auth\.requiredScopes\[0\] is "mcp:tools mcp:admin"; a scope has no spaces/,
    ],
    [
        "a secret in place of its name, which is not shown",
        auth({ introspection: { clientId: "mcp", clientSecret: "s3cr3t" } }),
        /^server "demo": auth\.introspection\.clientSecret is "\(hidden\)"; it names an entry of the server's secrets \(none so far\), and is no secret itself$/,
    ],
    [
        "a secret as a file",
        auth(
            { introspection },
            { secrets: { KEYCLOAK_SECRET: { ...secrets.KEYCLOAK_SECRET, file: { path: "/etc/keycloak/secret" } } } },
        ),
        /^server "demo": auth\.introspection\.clientSecret is "KEYCLOAK_SECRET"; secrets\.KEYCLOAK_SECRET is a file/,
    ],
    [
        "introspection without a client",
        auth({ introspection: { clientSecret: "KEYCLOAK_SECRET" } }, { secrets }),
        /^server "demo": auth\.introspection\.clientId is ""; the issuer knows who asks$/,
    ],
    [
        "keys and introspection",
        auth({ introspection, jwksUrl: "https://auth.example.com/keys" }, { secrets }),
        /^server "demo": auth\.jwksUrl is .*; tokens are verified by keys or asked about \(introspection\), not both$/,
    ],
    [
        "a place that there is not",
        auth({ enforcedBy: "gateway" }),
        /^server "demo": auth\.enforcedBy is "gateway"; it is "server" or "edge" or "both"$/,
    ],
    [
        "clients that send no token",
        auth({}, { client: { auth: "none" } }),
        /^server "demo": client\.auth is "none"; clients need a token of https/,
    ],
    [
        "an edge without a route",
        auth({ enforcedBy: "edge", resource: "https://mcp.example.com" }, { route: { enabled: false } }),
        /^server "demo": auth\.enforcedBy is "edge"; the server has no route that could$/,
    ],
    [
        "ingress-nginx as the edge",
        edge("nginx", {}),
        /^server "demo": auth\.enforcedBy is "both"; ingress-nginx verifies no tokens: .*auth-url\)$/,
    ],
    [
        "an edge that is not made here",
        edge("none", {}),
        /^server "demo": auth\.enforcedBy is "both"; what routes to the server is not made here: take "server"$/,
    ],
    [
        "an ALB without HTTPS",
        edge("alb", {}, { tls: undefined }),
        /^server "demo": auth\.enforcedBy is "both"; an ALB verifies tokens on its HTTPS listener only/,
    ],
    [
        "an ALB that is to ask the issuer",
        edge("alb", { introspection }),
        /^server "demo": auth\.introspection is "mcp"; an ALB verifies JWTs by the issuer's keys and asks nobody/,
    ],
    [
        "an ALB and keys that nobody names",
        edge("alb", { issuer: plainIssuer }),
        /^server "demo": auth\.jwksUrl is not set; an ALB fetches the issuer's keys .* jwks_uri of https:\/\/auth\.example\.com\/\.well-known\/openid-configuration does$/,
    ],
    [
        "an ALB and keys inside the cluster",
        edge("alb", { issuer: "http://keycloak.auth.svc.cluster.local/realms/mcp" }),
        /^server "demo": auth\.jwksUrl is "http:.*"; an ALB fetches the issuer's keys by https and from outside the cluster/,
    ],
    [
        "an ALB and more scopes than it takes",
        edge("alb", { requiredScopes: Array.from({ length: 11 }, (_, index) => `scope:${index}`) }),
        /^server "demo": auth\.requiredScopes is .*; an ALB takes up to 10$/,
    ],
    [
        "an ALB and an audience longer than it takes",
        edge("alb", { audience: `https://mcp.example.com/${"x".repeat(256)}` }),
        /^server "demo": auth\.audience is .*; an ALB takes up to 256 characters$/,
    ],
    [
        "an ALB and an audience of a form that there is not",
        edge("alb", {}, { alb: { audienceFormat: "space-separated-values" } }),
        /^server "demo": route\.alb\.audienceFormat is "space-separated-values"; formats are single-string, string-array$/,
    ],
    [
        "an ALB behind a Gateway",
        edge("gateway", {}, { gateway: { name: "public", awsLoadBalancer: true } }),
        /^server "demo": auth\.enforcedBy is "both"; tokens are verified by Envoy Gateway; .*ListenerRuleConfiguration/,
    ],
    [
        "Envoy and keys that nobody names",
        edge("gateway", { issuer: plainIssuer }),
        /^server "demo": auth\.jwksUrl is not set; Envoy fetches the issuer's keys/,
    ],
    [
        "APISIX without a client",
        edge("apisix", {}),
        /^server "demo": auth\.introspection is not set; APISIX asks the issuer about tokens, as a client of it/,
    ],
    [
        "APISIX and an endpoint that nobody names",
        edge("apisix", { issuer: plainIssuer, introspection }),
        /^server "demo": auth\.introspection\.url is not set; APISIX has to be told the endpoint/,
    ],
    [
        "an audience that nobody looks at",
        edge("apisix", { introspection, enforcedBy: "edge" }),
        /^server "demo": auth\.audience is not set; APISIX compares it with its client's id only/,
    ],
    [
        "a store of one namespace for a route of another",
        {
            ...edge("apisix", { introspection }, { apisix: { ingressNamespace: "auth-apisix" } }),
            platform: { ...platform, secretStore: { storeKind: "SecretStore" } },
        },
        /^server "demo": auth\.introspection\.clientSecret is .*; the route is in namespace auth-apisix, and a SecretStore is of one/,
    ],
    [
        "APISIX without its namespace",
        server({ route: { kind: "apisix" } }),
        /^server "demo": network\.ingressControllerNamespace is not set; APISIX calls from the namespace that its pods run in/,
    ],
    [
        "a certificate of ACM for APISIX",
        server({
            network: { ingressControllerNamespace: "ingress-apisix" },
            route: { kind: "apisix", tls: { certificateArn: "arn:aws:acm:x" } },
        }),
        /^server "demo": route\.tls\.certificateArn is "arn:aws:acm:x"; certificates of ACM are for an ALB; APISIX takes one/,
    ],
    [
        "an annotation that follows from the block",
        server({
            network: { clients: [{ cidr: "10.0.0.0/20" }] },
            route: { kind: "alb", alb: { annotations: { "alb.ingress.kubernetes.io/jwt-validation": "{}" } } },
        }),
        /^server "demo": route\.alb\.annotations\.\S+jwt-validation is "\{\}"; it follows from other arguments of the route$/,
    ],
    [
        "an issuer of the platform in plain text",
        { platform: { ...platform, auth: { issuer: "http://auth.example.com" } } },
        /^mcp-eks:platform: auth\.issuer is .*; it is https/,
    ],
    [
        "the platform's auth switched off for all",
        { platform: { ...platform, auth: { enabled: false } } },
        /^mcp-eks:platform: auth\.enabled is false; there is no such key; keys here are issuer, serverUrl, resource/,
    ],
];

describe("configuration of auth", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    it("takes all that a block can say, for every kind that can", () => {
        const sound: Block[] = [
            auth({
                resource: "https://mcp.example.com/demo/mcp",
                audience: "mcp",
                jwksUrl: "https://auth.example.com/keys",
            }),
            auth({ issuer: "http://10.1.2.3:9000/realms/mcp" }),
            auth({ serverUrl: "http://keycloak.auth.svc.cluster.local/auth/realms/mcp" }),
            auth(
                { enforcedBy: "edge" },
                {
                    settings: { AUTH_ISSUER_URL: issuer },
                    route: { kind: "alb", tls: {} },
                    network: { clients: [{ cidr: "10.0.0.0/20" }] },
                },
            ),
            auth({ issuer: "http://keycloak.default.svc.cluster.local/realms/master" }),
            auth({ introspection: { ...introspection, url: "https://auth.example.com/introspect" } }, { secrets }),
            edge("alb", { issuer: plainIssuer, jwksUrl: "https://auth.example.com/keys" }),
            edge("gateway", {}),
            edge(
                "gateway",
                { issuer: plainIssuer, serverUrl: dex, jwksUrl: "https://auth.example.com/keys" },
                {},
                {
                    settings: { AUTH_JWKS_URL: `${dex}/keys` },
                    network: { publicHttps: false, ingressControllerNamespace: "controllers" },
                },
            ),
            auth({ issuer: plainIssuer, serverUrl: dex, jwksUrl: `${dex}/keys` }, { network: { publicHttps: false } }),
            edge("apisix", { introspection }),
            edge(
                "apisix",
                { introspection, audience: "mcp", enforcedBy: "edge" },
                { apisix: { ingressNamespace: "gw" } },
            ),
        ];
        for (const change of sound) assert.deepEqual(problemsOf(change), [], JSON.stringify(change));
    });

    it("comes from the platform where a server says nothing, key by key, and is off where it says so", () => {
        const shared = { ...platform, auth: { issuer, enforcedBy: "edge" } };
        const said = problemsOf({
            platform: shared,
            servers: {
                inherits: { image },
                verifies: { image, auth: { enforcedBy: "server" } },
                open: { image, auth: { enabled: false } },
            },
        });
        assert.deepEqual(
            said.map((text) => text.split(":")[0]),
            ['server "inherits"'],
        );
    });
});
