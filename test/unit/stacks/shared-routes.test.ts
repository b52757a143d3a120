import assert from "node:assert/strict";
import type { PlatformConfig, ServerConfig } from "../../../stacks/schema";
import { serverRoute } from "../../../stacks/server-route";
import { sharedCertificates, sharedRouteProblems } from "../../../stacks/shared-routes";

const platform: PlatformConfig = {
    namespace: "tools",
    route: { host: "mcp.example.com", tls: { clusterIssuer: "letsencrypt" } },
};
const server = (fields: Partial<ServerConfig> = {}): ServerConfig =>
    ({ image: { context: "./servers/demo" }, ...fields }) as ServerConfig;
const onAlb: PlatformConfig = { namespace: "tools", route: { kind: "alb", host: "mcp.example.com" } };

describe("certificates of a stack", () => {
    it("are one for each host, and the servers' own Ingresses ask for none", () => {
        const servers = { a: server(), b: server(), c: server({ route: { host: "c.example.com" } }) };
        const certificate = { namespace: "tools", clusterIssuer: "letsencrypt" };
        assert.deepEqual(sharedCertificates(servers, platform), [
            { ...certificate, host: "mcp.example.com", secretName: "mcp-example-com-tls" },
            { ...certificate, host: "c.example.com", secretName: "c-example-com-tls" },
        ]);
        assert.deepEqual(serverRoute(servers.a, platform)?.tls, { secretName: "mcp-example-com-tls" });
    });

    it("are where the Ingress is", () => {
        const elsewhere = server({ route: { nginx: { ingressNamespace: "auth-apisix" } } });
        assert.deepEqual(
            sharedCertificates({ elsewhere }, platform).map(({ namespace }) => namespace),
            ["auth-apisix"],
        );
    });

    it("are not made for Secrets that are there, servers without a route, and other kinds of route", () => {
        const servers = {
            given: server({ route: { tls: { secretName: "given" } } }),
            inside: server({ route: { enabled: false } }),
            alb: server({ route: { kind: "alb", tls: { certificateArn: "arn:aws:acm:x" } } }),
        };
        assert.deepEqual(sharedCertificates(servers, platform), []);
    });

    it("cannot be of two hosts, or of two issuers", () => {
        const tls = { secretName: "shared", clusterIssuer: "letsencrypt" };
        const problems = sharedRouteProblems(
            {
                a: server({ route: { tls } }),
                b: server({ route: { host: "b.example.com", tls } }),
                c: server({ route: { tls: { ...tls, clusterIssuer: "staging" } } }),
            },
            platform,
        );
        assert.deepEqual(
            problems.map((problem) => problem.split(";")[0]),
            ['server "b": route.tls.secretName is "shared"', 'server "c": route.tls.clusterIssuer is "staging"'],
        );
    });
});

describe("paths of servers of one host", () => {
    const two = (one: object, other: object) =>
        sharedRouteProblems(
            {
                a: server({ path: "/mcp", route: one } as Partial<ServerConfig>),
                b: server({ path: "/mcp", route: other } as Partial<ServerConfig>),
            },
            { namespace: "tools", route: { host: "mcp.example.com" } },
        ).length;

    it("may be the same where who routes there is not, or the port", () => {
        assert.equal(two({ className: "inside" }, { className: "outside" }), 0);
        assert.equal(two({ kind: "none", publicPort: 9001 }, { kind: "none", publicPort: 9002 }), 0);
    });

    it("may not be the same otherwise, whatever routes there", () => {
        assert.equal(two({}, { tls: {} }), 1);
        assert.equal(two({ kind: "none" }, { kind: "none" }), 1);
    });
});

describe("metadata of servers of one host", () => {
    const issuer = "https://auth.example.com";

    it("is each at its own path, where each is its own resource", () => {
        const servers = { a: server({ auth: { issuer } }), b: server({ auth: { issuer } }) };
        assert.deepEqual(sharedRouteProblems(servers, platform), []);
    });

    it("cannot be at the root of the host for two of them", () => {
        const resource = "https://mcp.example.com/";
        const auth = { issuer, resource };
        assert.deepEqual(sharedRouteProblems({ a: server({ auth }), b: server({ auth }) }, platform), [
            'server "b": auth.resource is "/.well-known/oauth-protected-resource"; server "a" has this path on mcp.example.com as well; every server needs its own',
        ]);
    });

    it("may not be what another server has as its own path", () => {
        const resource = "https://mcp.example.com/b/mcp";
        const servers = { a: server({ auth: { issuer, resource } }), b: server({ auth: { issuer } }) };
        assert.equal(sharedRouteProblems(servers, platform).length, 1);
    });
});

describe("servers of one load balancer", () => {
    it("cannot want different things of it", () => {
        const problems = sharedRouteProblems(
            {
                a: server(),
                b: server({ timeouts: { streamIdleSeconds: 60 }, route: { alb: { scheme: "internet-facing" } } }),
            },
            onAlb,
        );
        assert.deepEqual(problems, [
            'server "b": timeouts.streamIdleSeconds is 60; it holds for the load balancer of group "mcp-example-com", and server "a" has 3600',
            'server "b": route.alb.scheme is "internet-facing"; it holds for the load balancer of group "mcp-example-com", and server "a" has "internal"',
        ]);
    });

    it("may in another group", () => {
        const route = { alb: { groupName: "slow" } };
        const servers = { a: server(), b: server({ timeouts: { streamIdleSeconds: 60 }, route }) };
        assert.deepEqual(sharedRouteProblems(servers, onAlb), []);
    });
});

describe("a server's route", () => {
    it("takes the platform's blocks of its own kind only", () => {
        const shared: PlatformConfig = {
            namespace: "tools",
            route: { host: "mcp.example.com", nginx: { useRegex: true }, gateway: { name: "public" } },
        };
        assert.deepEqual(serverRoute(server({ route: { kind: "gateway" } }), shared), {
            host: "mcp.example.com",
            kind: "gateway",
            gateway: { name: "public" },
        });
        assert.deepEqual(serverRoute(server(), shared), { host: "mcp.example.com", nginx: { useRegex: true } });
    });
});
