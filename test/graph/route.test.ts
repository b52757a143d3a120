import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { HostCertificate, McpServer, type McpServerArgs, type ServerRouteArgs } from "../../components";
import { type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");
const host = "mcp.example.com";
const nginx = "nginx.ingress.kubernetes.io";
const alb = "alb.ingress.kubernetes.io";

const make = async (route: ServerRouteArgs, args: Partial<McpServerArgs> = {}) => {
    const server: McpServerArgs = { namespace: "tools", image: { context }, path: "/github/mcp", route, ...args };
    return (await record(() => new McpServer("github", server))).program;
};

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const metadata = (resource: RegisteredResource) => resource.inputs.metadata as any;
// biome-ignore lint/suspicious/noExplicitAny: likewise
const spec = (resource: RegisteredResource) => resource.inputs.spec as any;
/** Where the demo server is told how long to keep idle connections. */
const keepAlive = (program: RecordedProgram) =>
    spec(program.only("Deployment")).template.spec.containers[0].env.find(
        ({ name }: { name: string }) => name === "KEEP_ALIVE_SECONDS",
    ).value;
const routeTypes = (program: RecordedProgram) => {
    const route = program.only("Route").urn;
    const children = program.resources.filter(({ parent }) => parent === route);
    return children.map(({ type }) => type.split(":").at(-1));
};

describe("route by ingress-nginx", () => {
    it("does not buffer streams, whatever else is asked for", async () => {
        for (const route of [{ host }, { host: pulumi.output(host), tls: {}, limits: { connections: 5 } }]) {
            const { annotations } = metadata((await make(route)).only("Ingress"));
            assert.equal(annotations[`${nginx}/proxy-buffering`], "off");
            assert.equal(annotations[`${nginx}/proxy-http-version`], "1.1");
        }
    });

    it("takes limits, CORS and a redirect to the Ingress", async () => {
        const cors = { origins: ["https://claude.ai"] };
        const program = await make({ host, tls: {}, limits: { requestsPerSecond: 10 }, cors });
        const { annotations } = metadata(program.only("Ingress"));
        assert.equal(annotations[`${nginx}/limit-rps`], "10");
        assert.equal(annotations[`${nginx}/cors-allow-origin`], "https://claude.ai");
        assert.equal(annotations[`${nginx}/ssl-redirect`], "true");
        assert.deepEqual(spec(program.only("Ingress")).tls, [{ hosts: [host], secretName: "github-mcp-tls" }]);
    });

    it("publishes metadata of OAuth at the endpoint's own path below the well-known one", async () => {
        const [rule] = spec((await make({ host, metadata: true, morePaths: ["/messages"] })).only("Ingress")).rules;
        assert.deepEqual(
            rule.http.paths.map(({ path, pathType }: { path: string; pathType: string }) => [path, pathType]),
            [
                ["/github/mcp", "Prefix"],
                ["/messages", "Prefix"],
                ["/.well-known/oauth-protected-resource/github/mcp", "Exact"],
            ],
        );
    });

    it("keeps clients to pods for a server with sessions, and for no other", async () => {
        const hash = async (era: string) =>
            metadata((await make({ host }, { era })).only("Ingress")).annotations[`${nginx}/upstream-hash-by`];
        assert.deepEqual([await hash("legacy"), await hash("dual")], ["$remote_addr", undefined]);
    });

    it("adds headers by a ConfigMap beside the Ingress, when it is asked to", async () => {
        assert.deepEqual(routeTypes(await make({ host })), ["Ingress"]);
        const program = await make({ host, securityHeaders: true });
        assert.equal(
            metadata(program.only("Ingress")).annotations[`${nginx}/custom-headers`],
            "tools/github-mcp-headers",
        );
        assert.equal((program.only("ConfigMap").inputs.data as Record<string, string>)["X-Frame-Options"], "DENY");
    });

    it("reaches a server from another namespace by a Service there that leads on", async () => {
        const nginxBlock = { ingressNamespace: "auth-apisix" };
        const program = await make({ host, tls: {}, securityHeaders: true, nginx: nginxBlock });
        const route = program.only("Route").urn;
        const [alias] = program.all("Service").filter(({ parent }) => parent === route);
        assert.ok(alias);
        assert.deepEqual(spec(alias), {
            type: "ExternalName",
            externalName: "github-mcp.tools.svc.cluster.local",
            ports: [{ name: "http", port: 8000, targetPort: 8000, protocol: "TCP" }],
        });
        for (const object of [alias, program.only("Ingress"), program.only("ConfigMap")]) {
            assert.equal(metadata(object).namespace, "auth-apisix");
        }
        // The controller still calls from where it runs, and it alone may.
        assert.deepEqual(
            spec(program.only("NetworkPolicy")).ingress,
            spec((await make({ host })).only("NetworkPolicy")).ingress,
        );
    });
});

describe("route by an ALB", () => {
    const network = { clients: [{ cidr: "10.0.0.0/20" }] };

    it("has the server outlast the load balancer's idle connections, and the drain its grace", async () => {
        const timeouts = { streamIdleSeconds: 900, terminationGraceSeconds: 120 };
        const program = await make({ host, kind: "alb", tls: {} }, { network, timeouts });
        const { annotations } = metadata(program.only("Ingress"));
        assert.match(annotations[`${alb}/load-balancer-attributes`], /idle_timeout\.timeout_seconds=900/);
        assert.match(annotations[`${alb}/target-group-attributes`], /deregistration_delay\.timeout_seconds=110/);
        assert.equal(keepAlive(program), "915");
        assert.equal(spec(program.only("Ingress")).ingressClassName, "alb");
        assert.ok(!("tls" in spec(program.only("Ingress"))));
    });

    it("asks pods where they say that they are ready, and keeps clients of sessions to them", async () => {
        const health = { readinessPath: "/healthz" };
        const program = await make({ host, kind: "alb" }, { network, health, era: "legacy" });
        const { annotations } = metadata(program.only("Ingress"));
        assert.equal(annotations[`${alb}/healthcheck-path`], "/healthz");
        assert.match(annotations[`${alb}/target-group-attributes`], /stickiness\.enabled=true/);
        const silent = await make({ host, kind: "alb" }, { network, health: { kind: "tcp" } });
        assert.equal(metadata(silent.only("Ingress")).annotations[`${alb}/healthcheck-path`], "/github/mcp");
    });

    it("takes a certificate and a web ACL that are only known later", async () => {
        const route = {
            host,
            kind: "alb",
            tls: { certificateArn: pulumi.output("arn:aws:acm:x") },
            alb: { webAclArn: pulumi.output("arn:aws:wafv2:x") },
        };
        const { annotations } = metadata((await make(route, { network })).only("Ingress"));
        assert.equal(annotations[`${alb}/certificate-arn`], "arn:aws:acm:x");
        assert.equal(annotations[`${alb}/wafv2-acl-arn`], "arn:aws:wafv2:x");
    });
});

describe("route by a Gateway", () => {
    const gateway = { name: "public", namespace: "gateways" };
    const network = { ingressControllerNamespace: "envoy-gateway-system" };

    it("is an HTTPRoute without time limits, and fails when the Gateway does not take it", async () => {
        const program = await make({ host, kind: "gateway", gateway }, { network });
        const route = program.only("HTTPRoute");
        assert.deepEqual(routeTypes(program), ["HTTPRoute"]);
        assert.deepEqual(spec(route).rules[0].timeouts, { request: "0s", backendRequest: "0s" });
        assert.equal(spec(route).parentRefs[0].sectionName, "http");
        assert.match(metadata(route).annotations["pulumi.com/waitFor"], /parents\[0\]\.conditions/);
        assert.equal(keepAlive(program), "3615");
    });

    it("has a second HTTPRoute that redirects to HTTPS, unless it is told not to", async () => {
        const program = await make({ host, kind: "gateway", gateway, tls: {}, publicPort: 8443 }, { network });
        assert.equal(spec(program.only("HTTPRoute", "github")).parentRefs[0].sectionName, "https");
        const redirect = spec(program.only("HTTPRoute", "github-redirect"));
        assert.equal(redirect.parentRefs[0].sectionName, "http");
        assert.deepEqual(redirect.rules[0].filters, [
            { type: "RequestRedirect", requestRedirect: { scheme: "https", port: 8443, statusCode: 308 } },
        ]);
        const plain = await make({ host, kind: "gateway", gateway, tls: { redirect: false } }, { network });
        assert.equal(plain.all("HTTPRoute").length, 1);
    });

    it("is in the server's namespace, as is the Gateway where no other is named", async () => {
        const route = (await make({ host, kind: "gateway", gateway: { name: "public" } }, { network })).only(
            "HTTPRoute",
        );
        assert.equal(metadata(route).namespace, "tools");
        assert.equal(spec(route).parentRefs[0].namespace, "tools");
    });
});

describe("route of kind none", () => {
    it("makes nothing, and tells clients the URL all the same", async () => {
        const { program, result } = await record(
            () =>
                new McpServer("github", {
                    namespace: "tools",
                    image: { context },
                    route: { host, kind: "none", tls: {} },
                }),
        );
        assert.deepEqual(routeTypes(program), []);
        const url = await new Promise((resolve) => result.url?.apply(resolve));
        assert.equal(url, "https://mcp.example.com/mcp");
    });
});

describe("HostCertificate", () => {
    it("is one Certificate for all servers of a host", async () => {
        const { program } = await record(
            () => new HostCertificate("public", { host, namespace: "tools", clusterIssuer: "letsencrypt" }),
        );
        const certificate = program.only("Certificate");
        assert.equal(metadata(certificate).namespace, "tools");
        const { secretName, dnsNames, issuerRef } = spec(certificate);
        assert.deepEqual([secretName, dnsNames, issuerRef.name], ["mcp-example-com-tls", [host], "letsencrypt"]);
    });
});
