import assert from "node:assert/strict";
import { clientFile } from "../../../components/model/client-config";
import { nginxAnnotations, nginxIngressSpec } from "../../../components/model/nginx-ingress";
import { endpointUrl, routeProblems } from "../../../components/model/route-rules";

const ingress = {
    className: "nginx",
    host: "mcp.example.com",
    path: "/demo/mcp",
    serviceName: "demo-mcp",
    servicePort: 8000,
    streamIdleSeconds: 3600,
};

describe("nginx ingress", () => {
    it("has the annotations without which streams are buffered or cut", () => {
        assert.deepEqual(nginxAnnotations(ingress), {
            "nginx.ingress.kubernetes.io/backend-protocol": "HTTP",
            "nginx.ingress.kubernetes.io/proxy-buffering": "off",
            "nginx.ingress.kubernetes.io/proxy-http-version": "1.1",
            "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
            "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
        });
    });

    it("publishes the endpoint's path and no other", () => {
        const { rules, ingressClassName } = nginxIngressSpec(ingress);
        const backend = { service: { name: "demo-mcp", port: { number: 8000 } } };
        assert.deepEqual(rules, [
            { host: "mcp.example.com", http: { paths: [{ path: "/demo/mcp", pathType: "Prefix", backend }] } },
        ]);
        assert.equal(ingressClassName, "nginx");
    });

    it("is plain HTTP unless a certificate's Secret is named", () => {
        assert.ok(!("tls" in nginxIngressSpec(ingress)));
        assert.deepEqual(nginxIngressSpec({ ...ingress, tlsSecretName: "cert" }).tls, [
            { hosts: ["mcp.example.com"], secretName: "cert" },
        ]);
    });
});

describe("route", () => {
    for (const host of ["localhost", "mcp.example.com", "a-b.c1.example"]) {
        it(`takes the host "${host}"`, () => assert.deepEqual(routeProblems({ host }), []));
    }

    for (const host of [
        "Example.com_",
        "*.example.com",
        "10.0.0.1",
        "mcp..com",
        "mcp.example.com:8080",
        "https://x",
        "",
    ]) {
        it(`refuses the host "${host}"`, () => assert.equal(routeProblems({ host })[0]?.field, "host"));
    }

    it("names the kinds that there are when it is asked for another", () => {
        const [problem] = routeProblems({ host: "localhost", kind: "apache" });
        assert.deepEqual([problem?.found, problem?.allowed], ["apache", "kinds are nginx"]);
    });
});

describe("endpoint URL", () => {
    const endpoint = { host: "mcp.example.com", path: "/demo/mcp" };

    it("has a port only where it is not the scheme's own", () => {
        assert.equal(endpointUrl({ ...endpoint, tls: true }), "https://mcp.example.com/demo/mcp");
        assert.equal(endpointUrl({ ...endpoint, tls: true, port: 443 }), "https://mcp.example.com/demo/mcp");
        assert.equal(endpointUrl({ ...endpoint, tls: false, port: 8080 }), "http://mcp.example.com:8080/demo/mcp");
    });
});

describe(".mcp.json", () => {
    it("names the transport, and leaves out servers that cannot be reached", () => {
        assert.deepEqual(clientFile({ demo: "https://mcp.example.com/demo/mcp", internal: undefined }), {
            mcpServers: { demo: { type: "http", url: "https://mcp.example.com/demo/mcp" } },
        });
    });
});
