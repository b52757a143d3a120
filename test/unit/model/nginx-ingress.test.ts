import assert from "node:assert/strict";
import { nginxAnnotations, nginxIngressSpec } from "../../../components/model/nginx-ingress";
import { nginxProblems } from "../../../components/model/nginx-rules";

const ingress = {
    className: "nginx",
    host: "mcp.example.com",
    paths: [{ path: "/demo/mcp", exact: false }],
    serviceName: "demo-mcp",
    servicePort: 8000,
    streamIdleSeconds: 3600,
};
const nginx = "nginx.ingress.kubernetes.io";
const backend = { service: { name: "demo-mcp", port: { number: 8000 } } };

/** Annotations beyond those that every Ingress has. */
function added(change: Partial<Parameters<typeof nginxAnnotations>[0]>): Record<string, string> {
    const always = Object.keys(nginxAnnotations(ingress));
    return Object.fromEntries(
        Object.entries(nginxAnnotations({ ...ingress, ...change }))
            .filter(([name]) => !always.includes(name))
            .map(([name, value]) => [name.replace(`${nginx}/`, ""), value]),
    );
}

describe("nginx ingress", () => {
    it("has the annotations without which streams are buffered or cut, and requests refused", () => {
        assert.deepEqual(nginxAnnotations(ingress), {
            [`${nginx}/backend-protocol`]: "HTTP",
            [`${nginx}/proxy-buffering`]: "off",
            [`${nginx}/proxy-http-version`]: "1.1",
            [`${nginx}/proxy-read-timeout`]: "3600",
            [`${nginx}/proxy-send-timeout`]: "3600",
            [`${nginx}/proxy-body-size`]: "4m",
        });
    });

    it("publishes the endpoint's path and no other", () => {
        const { rules, ingressClassName } = nginxIngressSpec(ingress);
        assert.deepEqual(rules, [
            { host: "mcp.example.com", http: { paths: [{ path: "/demo/mcp", pathType: "Prefix", backend }] } },
        ]);
        assert.equal(ingressClassName, "nginx");
    });

    it("is plain HTTP unless a certificate's Secret is named, and then redirects to HTTPS", () => {
        assert.ok(!("tls" in nginxIngressSpec(ingress)));
        assert.deepEqual(nginxIngressSpec({ ...ingress, tlsSecretName: "cert" }).tls, [
            { hosts: ["mcp.example.com"], secretName: "cert" },
        ]);
        assert.deepEqual(added({ tlsSecretName: "cert" }), { "ssl-redirect": "true" });
        assert.deepEqual(added({ tlsSecretName: "cert", redirect: false }), { "ssl-redirect": "false" });
    });

    it("limits each client in rate and in connections", () => {
        const limits = { requestsPerSecond: 10, burstMultiplier: 3, connections: 20 };
        assert.deepEqual(added({ limits }), {
            "limit-rps": "10",
            "limit-burst-multiplier": "3",
            "limit-connections": "20",
        });
    });

    it("answers browsers of the named pages, with the headers of MCP and without cookies", () => {
        const set = added({ cors: { origins: ["https://claude.ai", "https://chatgpt.com"] } });
        assert.equal(set["enable-cors"], "true");
        assert.equal(set["cors-allow-origin"], "https://claude.ai, https://chatgpt.com");
        assert.equal(set["cors-allow-credentials"], "false");
        assert.match(set["cors-expose-headers"] ?? "", /Mcp-Session-Id, WWW-Authenticate/);
        assert.match(set["cors-allow-headers"] ?? "", /Authorization.*MCP-Protocol-Version.*Mcp-Method/);
        assert.equal(set["cors-max-age"], "3600");
    });

    it("keeps clients to pods by their address where the server keeps sessions", () => {
        assert.deepEqual(added({ sticky: true }), { "upstream-hash-by": "$remote_addr" });
    });

    it("writes paths as expressions that match the same, only where it is asked to", () => {
        const paths = [
            { path: "/v1.0/mcp", exact: false },
            { path: "/.well-known/x", exact: true },
        ];
        assert.deepEqual(added({ useRegex: true }), { "use-regex": "true" });
        const [first, second] = nginxIngressSpec({ ...ingress, paths, useRegex: true }).rules[0]?.http.paths ?? [];
        assert.deepEqual(first, { path: "/v1\\.0/mcp(/|$)", pathType: "ImplementationSpecific", backend });
        assert.deepEqual(second, { path: "/\\.well-known/x$", pathType: "ImplementationSpecific", backend });
    });

    it("takes further annotations, which do not undo its own", () => {
        const annotations = { [`${nginx}/proxy-buffering`]: "on", "external-dns.alpha.kubernetes.io/ttl": "60" };
        const set = nginxAnnotations({ ...ingress, annotations });
        assert.equal(set[`${nginx}/proxy-buffering`], "off");
        assert.equal(set["external-dns.alpha.kubernetes.io/ttl"], "60");
    });
});

describe("nginx rules", () => {
    const said = (annotation: string) =>
        nginxProblems({ host: "localhost", nginx: { annotations: { [annotation]: "x" } } }).map(
            ({ allowed }) => allowed,
        );

    it("name the argument of an annotation that follows from one", () => {
        assert.deepEqual(said(`${nginx}/proxy-read-timeout`), ["it follows from timeouts.streamIdleSeconds"]);
        assert.deepEqual(said(`${nginx}/cors-allow-origin`), ["it follows from route.cors"]);
        assert.deepEqual(said(`${nginx}/whitelist-source-range`), []);
        assert.deepEqual(said("external-dns.alpha.kubernetes.io/ttl"), []);
    });

    it("name every annotation that an Ingress can get from its arguments", () => {
        const all = nginxAnnotations({
            ...ingress,
            sticky: true,
            useRegex: true,
            limits: { requestsPerSecond: 1, burstMultiplier: 1, connections: 1 },
            cors: { origins: ["*"] },
            headersConfigMap: "a/b",
            tlsSecretName: "cert",
        });
        for (const annotation of Object.keys(all)) assert.equal(said(annotation).length, 1, annotation);
    });

    it("say that rate-limit does not exist, and that snippets are refused", () => {
        assert.match(said(`${nginx}/rate-limit`)[0] ?? "", /no such annotation.*route\.limits/);
        assert.match(said(`${nginx}/configuration-snippet`)[0] ?? "", /snippets/);
    });
});
