import assert from "node:assert/strict";
import { join } from "node:path";
import { type ClientConfiguration, McpServer, type McpServerArgs } from "../../components";
import { type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");
const host = "mcp.example.com";
const path = "/github/mcp";
const issuer = "https://auth.example.com/realms/mcp";
const metadataPath = `/.well-known/oauth-protected-resource${path}`;
const resource = `https://${host}${path}`;
const keycloak = "http://keycloak.default.svc.cluster.local/realms/master";
const openAction = "actions.github-mcp-metadata";

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const inputs = (found: RegisteredResource | undefined) => found?.inputs as any;
const make = async (args: Partial<McpServerArgs>): Promise<RecordedProgram> =>
    (await record(() => new McpServer("github", { namespace: "tools", image: { context }, path, ...args }))).program;
const named = (program: RecordedProgram, kind: string, name: string) =>
    inputs(program.all(kind).find((one) => inputs(one).metadata.name === name));
const settingsOf = (program: RecordedProgram) =>
    inputs(program.all("ConfigMap").find((one) => "AUTH_ISSUER_URL" in (inputs(one).data ?? {})))?.data;
const policyOf = (program: RecordedProgram) => inputs(program.all("NetworkPolicy")[0]).spec.egress;

const subnets = { clients: [{ cidr: "10.0.0.0/20" }] };
const routes: Record<string, Pick<McpServerArgs, "route" | "network">> = {
    nginx: { route: { host, tls: {} } },
    alb: { route: { kind: "alb", host, tls: {} }, network: subnets },
    gateway: {
        route: { kind: "gateway", host, tls: {}, gateway: { name: "public" } },
        network: { ingressControllerNamespace: "envoy-gateway-system" },
    },
    apisix: {
        route: { kind: "apisix", host, tls: {} },
        network: { ingressControllerNamespace: "ingress-apisix" },
    },
};
/** Paths that any object of a route leads on, by the object's name. */
function published(program: RecordedProgram): [object: string, path: string][] {
    const ofIngress = program.all("Ingress").flatMap((one) => {
        const { metadata, spec } = inputs(one);
        // biome-ignore lint/suspicious/noExplicitAny: likewise
        return spec.rules.flatMap((rule: any) => rule.http.paths.map((each: any) => [metadata.name, each.path]));
    });
    const ofHttpRoute = program.all("HTTPRoute").flatMap((one) => {
        const { metadata, spec } = inputs(one);
        // biome-ignore lint/suspicious/noExplicitAny: likewise
        return spec.rules.flatMap((rule: any) => rule.matches.map((each: any) => [metadata.name, each.path.value]));
    });
    const ofApisix = program.all("ApisixRoute").flatMap((one) => {
        const { spec } = inputs(one);
        // biome-ignore lint/suspicious/noExplicitAny: likewise
        return spec.http.flatMap((part: any) => part.match.paths.map((each: string) => [part.name, each]));
    });
    return [...ofIngress, ...ofHttpRoute, ...ofApisix];
}

describe("a server with the block auth", () => {
    it("is told whose tokens it takes, for the URL of its route; clients are told to send one", async () => {
        const auth = { issuer, requiredScopes: ["mcp:tools", "mcp:admin"] };
        const args = { namespace: "tools", image: { context }, path, ...routes.nginx, auth };
        const { program, result } = await record(
            () => new McpServer("github", { ...args, settings: { LOG_LEVEL: "debug" } }),
        );
        assert.deepEqual(settingsOf(program), {
            AUTH_ISSUER_URL: issuer,
            RESOURCE_SERVER_URL: resource,
            REQUIRED_SCOPES: "mcp:tools mcp:admin",
            LOG_LEVEL: "debug",
        });
        const { external, liteLlm } = await new Promise<ClientConfiguration>((resolve) => {
            result.clientConfiguration.apply(resolve);
        });
        assert.deepEqual(external.mcpServers.github?.headers, { Authorization: `Bearer \${MCP_GITHUB_TOKEN}` });
        assert.equal(liteLlm.mcp_servers.github?.auth_type, "bearer_token");
    });

    it("keeps what its own settings say of what only it goes by", async () => {
        const program = await make({
            ...routes.nginx,
            auth: { issuer, audience: "mcp" },
            settings: { AUTH_AUDIENCE: "mcp,mcp-old" },
        });
        assert.equal(settingsOf(program).AUTH_AUDIENCE, "mcp,mcp-old");
    });

    it("is told where its issuer is inside the cluster, and may go there; whose tokens it takes is as before", async () => {
        const auth = { issuer, serverUrl: "http://keycloak.default.svc.cluster.local/realms/mcp" };
        const program = await make({ ...routes.nginx, auth, network: { publicHttps: false } });
        assert.deepEqual(settingsOf(program), {
            AUTH_ISSUER_URL: issuer,
            AUTH_SERVER_URL: auth.serverUrl,
            AUTH_JWKS_URL: `${auth.serverUrl}/protocol/openid-connect/certs`,
            RESOURCE_SERVER_URL: resource,
        });
        assert.deepEqual(policyOf(program).at(-1), {
            to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } } }],
            ports: [80, 8080].map((port) => ({ protocol: "TCP", port })),
        });
    });

    it("may go to the keys that its settings name beside those that the route fetches from outside", async () => {
        const keys = { jwksUrl: "https://login.example.com/keys", serverUrl: "http://dex.auth.svc.cluster.local" };
        const program = await make({
            ...routes.alb,
            auth: { issuer: "https://login.example.com", ...keys, enforcedBy: "both" },
            network: { ...subnets, publicHttps: false },
            settings: { AUTH_JWKS_URL: "http://10.1.2.3:5556/keys" },
        });
        assert.equal(settingsOf(program).AUTH_JWKS_URL, "http://10.1.2.3:5556/keys");
        assert.deepEqual(policyOf(program).at(-1), {
            to: [{ ipBlock: { cidr: "10.1.2.3/32" } }],
            ports: [{ protocol: "TCP", port: 5556 }],
        });
    });

    it("has its client's secret under the name that servers know, whatever its own is", async () => {
        const secrets = { KEYCLOAK_SECRET: { existing: { name: "prod/keycloak" } } };
        const introspection = { clientId: "mcp", clientSecret: "KEYCLOAK_SECRET" };
        const program = await make({ ...routes.nginx, secrets, auth: { issuer, introspection } });
        const [container] = inputs(program.only("Deployment")).spec.template.spec.containers;
        assert.deepEqual(container.env.find(({ name }: { name: string }) => name === "AUTH_CLIENT_SECRET").valueFrom, {
            secretKeyRef: { name: "github-mcp-secrets", key: "KEYCLOAK_SECRET" },
        });
        assert.equal(settingsOf(program).AUTH_CLIENT_ID, "mcp");
    });

    for (const [kind, args] of Object.entries(routes)) {
        it(`publishes its metadata by a route of kind ${kind}`, async () => {
            const program = await make({ ...args, auth: { issuer } });
            assert.ok(published(program).some(([, found]) => found === metadataPath));
        });
    }

    it("reaches an issuer in the cluster, by the ports of its pods as well, and one at an address by its port alone", async () => {
        const inCluster = policyOf(await make({ ...routes.nginx, auth: { issuer: keycloak } }));
        assert.deepEqual(inCluster.at(-1), {
            to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } } }],
            ports: [80, 8080].map((port) => ({ protocol: "TCP", port })),
        });
        const atAddress = policyOf(
            await make({ ...routes.nginx, auth: { issuer: "http://10.1.2.3:9000/realms/mcp" } }),
        );
        assert.deepEqual(atAddress.at(-1), {
            to: [{ ipBlock: { cidr: "10.1.2.3/32" } }],
            ports: [{ protocol: "TCP", port: 9000 }],
        });
    });
});

describe("tokens verified by the route", () => {
    it("are by an ALB, whose own listener asks on the endpoint and not on the metadata", async () => {
        const auth = { issuer, requiredScopes: ["mcp:tools"], enforcedBy: "both" };
        const program = await make({ ...routes.alb, auth });
        const asking = named(program, "Ingress", "github-mcp");
        const open = named(program, "Ingress", "github-mcp-metadata");
        const annotation = "alb.ingress.kubernetes.io/jwt-validation";
        assert.deepEqual(JSON.parse(asking.metadata.annotations[annotation]), {
            jwksEndpoint: `${issuer}/protocol/openid-connect/certs`,
            issuer,
            additionalClaims: [
                { format: "single-string", name: "aud", values: [resource] },
                { format: "space-separated-values", name: "scope", values: ["mcp:tools"] },
            ],
        });
        assert.ok(!(annotation in open.metadata.annotations));
        const group = "alb.ingress.kubernetes.io/group.name";
        assert.equal(open.metadata.annotations[group], asking.metadata.annotations[group]);
        assert.deepEqual(published(program).sort(), [
            ["github-mcp", path],
            ["github-mcp-metadata", metadataPath],
        ]);
        assert.equal(settingsOf(program).AUTH_ISSUER_URL, issuer);
    });

    it("have their audience in a list for an ALB that is told so", async () => {
        const route = { ...routes.alb?.route, host, kind: "alb", alb: { audienceFormat: "string-array" } };
        const program = await make({ ...routes.alb, route, auth: { issuer, enforcedBy: "both" } });
        const { metadata } = named(program, "Ingress", "github-mcp");
        const { additionalClaims } = JSON.parse(metadata.annotations["alb.ingress.kubernetes.io/jwt-validation"]);
        assert.deepEqual(additionalClaims, [{ format: "string-array", name: "aud", values: [resource] }]);
    });

    it("leave the server alone where they are the route's only, which then answers with the metadata", async () => {
        const program = await make({ ...routes.alb, auth: { issuer, enforcedBy: "edge" } });
        assert.equal(settingsOf(program), undefined);
        const { metadata, spec } = named(program, "Ingress", "github-mcp-metadata");
        const answer = JSON.parse(metadata.annotations[`alb.ingress.kubernetes.io/${openAction}`]);
        assert.deepEqual(JSON.parse(answer.fixedResponseConfig.messageBody), {
            resource,
            authorization_servers: [issuer],
            bearer_methods_supported: ["header"],
            resource_name: "github",
        });
        assert.equal(spec.rules[0].http.paths[0].backend.service.port.name, "use-annotation");
    });

    it("are by Envoy Gateway, by a policy for the endpoint's HTTPRoute and not for the metadata's", async () => {
        const auth = { issuer, requiredScopes: ["mcp:tools"], enforcedBy: "both" };
        const program = await make({ ...routes.gateway, auth });
        const { spec } = inputs(program.only("SecurityPolicy"));
        assert.deepEqual(
            spec.targetRefs.map(({ name }: { name: string }) => name),
            ["github-mcp"],
        );
        assert.deepEqual(spec.jwt.providers[0].audiences, [resource]);
        assert.equal(spec.authorization.defaultAction, "Deny");
        assert.deepEqual(
            published(program).filter(([object]) => object !== "github-mcp-redirect"),
            [
                ["github-mcp", path],
                ["github-mcp-metadata", metadataPath],
            ],
        );
    });

    it("are by APISIX, with the client's secret alone in a Secret, and neither settings nor that secret for the server", async () => {
        const secrets = {
            KEYCLOAK_SECRET: { existing: { name: "prod/keycloak" } },
            BRAVE_API_KEY: { existing: { name: "prod/brave" } },
        };
        const introspection = { clientId: "mcp", clientSecret: "KEYCLOAK_SECRET" };
        const publicIssuer = "https://auth.example.com/realms/master";
        const auth = { issuer: publicIssuer, serverUrl: keycloak, audience: "mcp", introspection, enforcedBy: "edge" };
        const route = { ...routes.apisix?.route, host, apisix: { ingressNamespace: "auth-apisix" } };
        const program = await make({ ...routes.apisix, route, secrets, auth });
        assert.equal(settingsOf(program), undefined);
        const { metadata, spec } = inputs(program.only("ApisixRoute"));
        assert.equal(metadata.namespace, "auth-apisix");
        const [endpoint, open] = spec.http;
        assert.deepEqual([endpoint.match.paths, open.match.paths], [[path, `${path}/*`], [metadataPath]]);
        // biome-ignore lint/suspicious/noExplicitAny: likewise
        const plugin = (part: any, name: string) => part.plugins.find((one: any) => one.name === name);
        const { config, secretRef } = plugin(endpoint, "openid-connect");
        assert.deepEqual(
            [config.bearer_only, config.realm, config.client_id, config.discovery, config.introspection_endpoint],
            [
                true,
                "master",
                "mcp",
                `${keycloak}/.well-known/openid-configuration`,
                `${keycloak}/protocol/openid-connect/token/introspect`,
            ],
        );
        assert.deepEqual(config.claim_validator.issuer, { valid_issuers: [publicIssuer] });
        assert.equal(config.client_secret, undefined);
        assert.equal(plugin(open, "openid-connect"), undefined);
        const told = JSON.parse(plugin(open, "mocking").config.response_example);
        assert.deepEqual([told.resource, told.authorization_servers], [resource, [publicIssuer]]);
        assert.equal(plugin(endpoint, "proxy-buffering").config.disable_proxy_buffering, true);

        const ofRoute = named(program, "ExternalSecret", secretRef);
        assert.equal(ofRoute.metadata.namespace, "auth-apisix");
        assert.deepEqual(ofRoute.spec.target.template.data, { client_secret: "{{ .KEYCLOAK_SECRET }}" });
        const ofServer = named(program, "ExternalSecret", "github-mcp-secrets");
        assert.deepEqual(
            ofServer.spec.data.map(({ secretKey }: { secretKey: string }) => secretKey),
            ["BRAVE_API_KEY"],
        );
        const { spec: upstream } = inputs(program.only("ApisixUpstream"));
        assert.deepEqual(upstream.externalNodes, [
            { type: "Domain", name: "github-mcp.tools.svc.cluster.local", port: 8000 },
        ]);
        assert.deepEqual(inputs(program.only("ApisixTls")).spec.secret, {
            name: "github-mcp-tls",
            namespace: "auth-apisix",
        });
    });
});
