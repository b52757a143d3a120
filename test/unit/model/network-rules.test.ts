import assert from "node:assert/strict";
import { networkPolicySpec, networkProblems } from "../../../components/model/network-rules";

const namespaces = (peers: unknown[]) =>
    peers.flatMap((peer) => {
        const { namespaceSelector } = peer as { namespaceSelector?: { matchLabels: Record<string, string> } };
        return namespaceSelector ? [namespaceSelector.matchLabels["kubernetes.io/metadata.name"]] : [];
    });

describe("network policy", () => {
    it("holds for ingress and egress of the server's pods", () => {
        const { policyTypes, podSelector } = networkPolicySpec("demo");
        assert.deepEqual(policyTypes, ["Ingress", "Egress"]);
        assert.equal(podSelector.matchLabels["app.kubernetes.io/name"], "demo-mcp");
    });

    it("lets in the ingress controller and Prometheus only, on the server's port only", () => {
        const { ingress } = networkPolicySpec("demo");
        assert.deepEqual(namespaces(ingress[0]?.from ?? []), ["ingress-nginx", "monitoring"]);
        assert.deepEqual(ingress[0]?.ports, [{ protocol: "TCP", port: "http" }]);
        assert.equal(ingress.length, 1);
    });

    it("lets in named clients by namespace and labels together", () => {
        const podLabels = { "app.kubernetes.io/name": "litellm-proxy" };
        const { ingress } = networkPolicySpec("demo", { clients: [{ namespace: "litellm", podLabels }] });
        assert.deepEqual(ingress[0]?.from[0], {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "litellm" } },
            podSelector: { matchLabels: podLabels },
        });
    });

    it("lets in other namespaces of controller and Prometheus when they are named", () => {
        const args = { ingressControllerNamespace: "traefik", monitoringNamespace: "observability" };
        assert.deepEqual(namespaces(networkPolicySpec("demo", args).ingress[0]?.from ?? []), [
            "traefik",
            "observability",
        ]);
    });

    it("lets out DNS, and 443 of the public internet but of no private network", () => {
        const [dns, https, ...others] = networkPolicySpec("demo").egress;
        assert.deepEqual(
            dns?.ports.map(({ protocol, port }) => `${protocol} ${port}`),
            ["UDP 53", "TCP 53"],
        );
        assert.deepEqual(https?.ports, [{ protocol: "TCP", port: 443 }]);
        const [publicInternet] = JSON.parse(JSON.stringify(https?.to));
        for (const range of ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"]) {
            assert.ok(publicInternet.ipBlock.except.includes(range));
        }
        assert.deepEqual(others, []);
    });

    it("lets out named addresses on named ports", () => {
        const { egress } = networkPolicySpec("demo", { egress: [{ cidr: "10.20.0.0/16", ports: [5432, 6379] }] });
        assert.deepEqual(egress.at(-1), {
            to: [{ ipBlock: { cidr: "10.20.0.0/16" } }],
            ports: [
                { protocol: "TCP", port: 5432 },
                { protocol: "TCP", port: 6379 },
            ],
        });
    });

    it("opens the way to a collector in the cluster, and no further one for a collector outside", () => {
        const inside = networkPolicySpec("demo", {}, "http://jaeger.tracing.svc.cluster.local:4318").egress.at(-1);
        assert.deepEqual(
            [namespaces(inside?.to ?? []), inside?.ports],
            [["tracing"], [{ protocol: "TCP", port: 4318 }]],
        );
        const outside = networkPolicySpec("demo", {}, "https://otlp.example.com").egress;
        assert.deepEqual(outside, networkPolicySpec("demo").egress);
    });

    for (const cidr of ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "example.com/8", "2001:db8::/129", "10.0.0.0/8/8"]) {
        it(`refuses "${cidr}" as addresses`, () => {
            assert.equal(networkProblems({ egress: [{ cidr, ports: [443] }] })[0]?.field, "egress[0].cidr");
        });
    }

    for (const cidr of ["10.1.0.0/16", "0.0.0.0/0", "2001:db8::/32"]) {
        it(`takes "${cidr}" as addresses`, () => {
            assert.deepEqual(networkProblems({ egress: [{ cidr, ports: [443] }] }), []);
        });
    }
});
