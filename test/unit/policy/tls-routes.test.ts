import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { tlsRoutes } from "../../../policy/rules/tls-routes";
import { said } from "./judged";

const host = "mcp.example.com";
const ingress = (spec: object, annotations?: unknown) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "github-mcp", annotations },
    spec: { rules: [{ host }], ...spec },
});
const httpRoute = (parent: object, rules: object[] = [{ backendRefs: [{ name: "github-mcp" }] }]) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "github-mcp" },
    spec: { parentRefs: [{ name: "shared", ...parent }], rules },
});
const passes = (object: object) => assert.deepEqual(said(tlsRoutes, object), []);
const alb = (name: string, value: unknown) => ({ [`alb.ingress.kubernetes.io/${name}`]: value });

describe("policy rule tls-routes", () => {
    it("passes an Ingress with a certificate for its host, or for all hosts", () => {
        passes(ingress({ tls: [{ hosts: [host], secretName: "certificate" }] }));
        passes(ingress({ tls: [{ secretName: "certificate" }] }));
    });

    it("refuses an Ingress without a certificate but in development", () => {
        assert.deepEqual(said(tlsRoutes, ingress({})), [
            "spec.tls is not set; it names the Secret with the host's certificate",
        ]);
        assert.deepEqual(said(tlsRoutes, ingress({}), { development: true }), []);
    });

    it("refuses a host that the certificate is not for", () => {
        assert.deepEqual(said(tlsRoutes, ingress({ tls: [{ hosts: ["other.example.com"] }] })), [
            'spec.rules[0].host is "mcp.example.com"; it is one of the hosts of spec.tls',
        ]);
    });

    it("passes an ALB that listens by HTTPS, and refuses one that does not", () => {
        passes(ingress({}, alb("listen-ports", '[{"HTTP":80},{"HTTPS":443}]')));
        passes(ingress({}, alb("certificate-arn", "arn:aws:acm:eu-central-1:123456789012:certificate/x")));
        assert.equal(said(tlsRoutes, ingress({}, alb("listen-ports", '[{"HTTP":80}]'))).length, 1);
    });

    it("passes an HTTPRoute at a listener with TLS, by name or port", () => {
        passes(httpRoute({ sectionName: "https" }));
        passes(httpRoute({ sectionName: "tls-mcp" }));
        passes(httpRoute({ port: 443 }));
    });

    it("refuses an HTTPRoute at another listener, or at all of them", () => {
        assert.deepEqual(said(tlsRoutes, httpRoute({ sectionName: "http" })), [
            'spec.parentRefs[0].sectionName is "http"; it is a listener with "https" or "tls" in its name, or the port is 443',
        ]);
        assert.equal(said(tlsRoutes, httpRoute({})).length, 1);
    });

    it("passes an HTTPRoute that only leads to HTTPS", () => {
        const redirect = (scheme: string) => [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme } }] }];
        passes(httpRoute({ sectionName: "http" }, redirect("https")));
        assert.equal(said(tlsRoutes, httpRoute({ sectionName: "http" }, redirect("http"))).length, 1);
        const alsoServes = [...redirect("https"), { backendRefs: [{ name: "github-mcp" }] }];
        assert.equal(said(tlsRoutes, httpRoute({ sectionName: "http" }, alsoServes)).length, 1);
    });

    it("says nothing of what is not known yet", () => {
        passes(ingress({ tls: unknownValue }));
        passes(ingress({ tls: [{ hosts: [unknownValue] }] }));
        passes(ingress({}, unknownValue));
        passes(ingress({}, alb("listen-ports", unknownValue)));
        passes(httpRoute({ sectionName: unknownValue }));
    });
});
