import assert from "node:assert/strict";
import { BlockList } from "node:net";
import { identityDestinations } from "../../../components/model/identity-network";
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

    it("lets Prometheus to a port of the metrics only, where there is one, and nobody else", () => {
        const { ingress } = networkPolicySpec("demo", {}, { metricsPort: 9090 });
        const ways = ingress.map(({ from, ports }) => [namespaces(from), ports.map(({ port }) => port)]);
        assert.deepEqual(ways, [
            [["ingress-nginx"], ["http"]],
            [["monitoring"], ["metrics"]],
        ]);
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
        const inside = networkPolicySpec(
            "demo",
            {},
            { otlpEndpoint: "http://jaeger.tracing.svc.cluster.local:4318" },
        ).egress.at(-1);
        assert.deepEqual(
            [namespaces(inside?.to ?? []), inside?.ports],
            [["tracing"], [{ protocol: "TCP", port: 4318 }]],
        );
        const outside = networkPolicySpec("demo", {}, { otlpEndpoint: "https://otlp.example.com" }).egress;
        assert.deepEqual(outside, networkPolicySpec("demo").egress);
    });

    it("lets in addresses outside the cluster when they are named, IPv4 or IPv6", () => {
        const clients = [{ cidr: "10.20.0.0/24" }, { cidr: "fd00:10::/64" }];
        const { ingress } = networkPolicySpec("demo", { clients });
        assert.deepEqual(ingress[0]?.from.slice(0, 2), [
            { ipBlock: { cidr: "10.20.0.0/24" } },
            { ipBlock: { cidr: "fd00:10::/64" } },
        ]);
    });

    it("lets out to no public address when that is switched off", () => {
        const { egress } = networkPolicySpec("demo", { publicHttps: false });
        assert.deepEqual(
            egress.map(({ ports }) => ports.map(({ port }) => port)),
            [[53, 53]],
        );
    });

    it("keeps private IPv4 addresses closed behind a NAT64 gateway too", () => {
        const [, https] = networkPolicySpec("demo").egress;
        const [, v6] = JSON.parse(JSON.stringify(https?.to));
        const blocked = new BlockList();
        for (const range of v6.ipBlock.except) {
            const [address, prefix] = range.split("/");
            blocked.addSubnet(address, Number(prefix), "ipv6");
        }
        for (const address of ["10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254"]) {
            assert.ok(blocked.check(`64:ff9b::${address}`, "ipv6"), address);
        }
        for (const address of ["64:ff9b::8.8.8.8", "64:ff9b::172.32.0.1", "2606:4700::1111"]) {
            assert.ok(!blocked.check(address, "ipv6"), address);
        }
    });

    it("opens what the server's identity needs", () => {
        const identity = identityDestinations("podIdentity");
        const { egress } = networkPolicySpec("demo", {}, { identity });
        assert.deepEqual(
            egress.slice(2).map(({ to, ports }) => [to, ports[0]?.port]),
            [
                [[{ ipBlock: { cidr: "169.254.170.23/32" } }], 80],
                [[{ ipBlock: { cidr: "fd00:ec2::23/128" } }], 80],
            ],
        );
        assert.deepEqual(networkPolicySpec("demo", {}, { identity: identityDestinations(undefined) }).egress.length, 2);
    });

    it("refuses a client that is nobody, or both pods and addresses", () => {
        const fields = (client: object) => networkProblems({ clients: [client] }).map(({ field }) => field);
        assert.deepEqual(fields({}), ["clients[0].namespace"]);
        assert.deepEqual(fields({ podLabels: { app: "x" } }), ["clients[0].namespace"]);
        assert.deepEqual(fields({ cidr: "10.0.0.0/8", namespace: "litellm" }), ["clients[0].namespace"]);
        assert.deepEqual(fields({ cidr: "10.0.0.0" }), ["clients[0].cidr"]);
        assert.deepEqual(fields({ cidr: "fd00::/8" }), []);
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
