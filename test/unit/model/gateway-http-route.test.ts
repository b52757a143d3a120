import assert from "node:assert/strict";
import { type GatewayRoute, httpRouteSpec, redirectRouteSpec } from "../../../components/model/gateway-http-route";
import { gatewayProblems } from "../../../components/model/gateway-rules";

const route: GatewayRoute = {
    gateway: { name: "public", namespace: "gateways" },
    listener: "https",
    host: "mcp.example.com",
    paths: [
        { path: "/demo/mcp", exact: false },
        { path: "/.well-known/oauth-protected-resource/demo/mcp", exact: true },
    ],
    serviceName: "demo-mcp",
    servicePort: 8000,
    tls: true,
    sessionPersistence: false,
    securityHeaders: true,
    awsLoadBalancer: false,
    extensions: [],
};
const rule = (change: Partial<GatewayRoute> = {}) => httpRouteSpec({ ...route, ...change }).rules[0];
const filterTypes = (change: Partial<GatewayRoute>) => rule(change)?.filters?.map(({ type }) => type);

describe("HTTPRoute", () => {
    it("is attached to one listener of the Gateway, for its host and paths", () => {
        const { parentRefs, hostnames } = httpRouteSpec(route);
        const parent = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "public", namespace: "gateways" };
        assert.deepEqual(parentRefs, [{ ...parent, sectionName: "https" }]);
        assert.deepEqual(hostnames, ["mcp.example.com"]);
        assert.deepEqual(rule()?.matches, [
            { path: { type: "PathPrefix", value: "/demo/mcp" } },
            { path: { type: "Exact", value: "/.well-known/oauth-protected-resource/demo/mcp" } },
        ]);
        assert.deepEqual(rule()?.backendRefs, [{ name: "demo-mcp", port: 8000 }]);
    });

    it("has no time limit: a stream lasts as long as it lasts", () => {
        assert.deepEqual(rule()?.timeouts, { request: "0s", backendRequest: "0s" });
    });

    it("adds security headers, HSTS only with TLS", () => {
        const names = (change: Partial<GatewayRoute>) => JSON.stringify(rule(change)?.filters ?? []);
        assert.match(names({}), /Strict-Transport-Security.*max-age=31536000.*X-Content-Type-Options.*nosniff/);
        assert.doesNotMatch(names({ tls: false }), /Strict-Transport-Security/);
        assert.equal(rule({ securityHeaders: false })?.filters, undefined);
    });

    it("lets the gateway answer browsers, and applies extensions of its controller", () => {
        const extensions = [{ group: "traefik.io", kind: "Middleware", name: "limit" }];
        const types = filterTypes({ cors: { origins: ["https://claude.ai"] }, extensions });
        assert.deepEqual(types, ["CORS", "ResponseHeaderModifier", "ExtensionRef"]);
    });

    it("leaves out what an ALB would not take", () => {
        const { timeouts, filters } = rule({ awsLoadBalancer: true, securityHeaders: false }) ?? {};
        assert.deepEqual([timeouts, filters], [undefined, undefined]);
    });

    it("keeps sessions only where the Gateway is said to know how", () => {
        assert.equal(rule()?.sessionPersistence, undefined);
        assert.deepEqual(rule({ sessionPersistence: true })?.sessionPersistence, { type: "Cookie" });
    });

    it("redirects by 308, so that a POST stays one, and by 301 where an ALB knows no better", () => {
        const redirect = (change: Partial<GatewayRoute>) =>
            redirectRouteSpec({ ...route, ...change }, "http", 443).rules[0]?.filters[0]?.requestRedirect;
        assert.deepEqual(redirect({}), { scheme: "https", port: 443, statusCode: 308 });
        assert.equal(redirect({ awsLoadBalancer: true })?.statusCode, 301);
        assert.equal(redirectRouteSpec(route, "web", 443).parentRefs[0]?.sectionName, "web");
    });
});

describe("gateway rules", () => {
    const gateway = { name: "public" };
    const fields = (given: object) => gatewayProblems({ host: "localhost", ...given }).map(({ field }) => field);

    it("need a Gateway", () => {
        assert.deepEqual(fields({}), ["gateway.name"]);
        assert.deepEqual(fields({ gateway }), []);
    });

    it("say what the Gateway API cannot do, and what has its place at the Gateway", () => {
        assert.deepEqual(fields({ gateway, limits: { connections: 1 } }), ["limits"]);
        assert.deepEqual(fields({ gateway, className: "nginx" }), ["className"]);
        for (const key of ["secretName", "clusterIssuer", "certificateArn"]) {
            assert.deepEqual(fields({ gateway, tls: { [key]: "a" } }), [`tls.${key}`]);
        }
    });

    it("say what an ALB behind a Gateway cannot do", () => {
        const onAws = { gateway: { ...gateway, awsLoadBalancer: true } };
        assert.deepEqual(fields({ ...onAws, cors: { origins: ["*"] }, securityHeaders: true }), [
            "cors",
            "securityHeaders",
        ]);
        assert.deepEqual(fields(onAws), []);
    });
});
