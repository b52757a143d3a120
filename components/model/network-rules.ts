import type { Input } from "@pulumi/pulumi";
import { authServerPlace } from "./auth-network";
import type { IdentityDestinations } from "./identity-network";
import { selectorLabels } from "./labels";
import type { Track } from "./names";
import { otlpService } from "./telemetry";

export { namespaceProblems, networkProblems } from "./network-problems";

/** Who may call a server: pods of the cluster, or addresses. */
export interface NetworkClientArgs {
    /**
     * Namespace that the pods are in; not together with `cidr`.
     * @default none: `cidr`
     */
    namespace?: Input<string>;
    /**
     * Labels that the pods have; not together with `cidr`.
     * @default every pod of the namespace
     */
    podLabels?: { [label: string]: string };
    /**
     * Addresses outside the cluster in CIDR notation, IPv4 or IPv6: an ALB's subnets, the nodes behind a `nodePort`.
     * @default none: `namespace`
     */
    cidr?: Input<string>;
}

/** Addresses that a server may call beside the public internet on port 443. */
export interface NetworkDestinationArgs {
    /** Addresses in CIDR notation, IPv4 or IPv6: "10.1.0.0/16", "fd00:10::/64". */
    cidr: Input<string>;
    /** TCP ports, 1 to 65535. */
    ports: number[];
}

/** Who may call a server, and whom it may call; all else is cut. */
export interface NetworkArgs {
    /**
     * Pods and addresses that may call the server.
     * @default none: only the ingress controller
     */
    clients?: NetworkClientArgs[];
    /**
     * Namespace of the ingress controller.
     * @default "ingress-nginx"
     */
    ingressControllerNamespace?: string;
    /**
     * Namespace of Prometheus.
     * @default "monitoring"
     */
    monitoringNamespace?: string;
    /**
     * Private addresses that the server may call: a database, a VPC endpoint.
     * @default none
     */
    egress?: NetworkDestinationArgs[];
    /**
     * Whether the server may call port 443 of all public addresses; with IRSA it has to, or name STS in `egress`.
     * @default true
     */
    publicHttps?: boolean;
}

const dnsPort = 53;
const httpsPort = 443;
/** Where NodeLocal DNSCache listens: on the node, so in no namespace. */
const nodeLocalDns = "169.254.20.10/32";

/** Everything that is not the public internet: RFC 1918, RFC 6598 (also used for pods), link-local with the metadata service. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];

/** The same for IPv6, and the IPv4 ranges as a VPC's NAT64 gateway is asked for them (RFC 6052). */
const privateRangesV6 = [
    "fc00::/7",
    "fe80::/10",
    "64:ff9b::a00:0/104",
    "64:ff9b::ac10:0/108",
    "64:ff9b::c0a8:0/112",
    "64:ff9b::6440:0/106",
    "64:ff9b::a9fe:0/112",
];

const tcp = (port: number | string) => ({ protocol: "TCP", port });
const inNamespace = (name: Input<string>) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const ipBlock = (cidr: Input<string>) => ({ ipBlock: { cidr } });

/** What is opened because of a server's other arguments. */
export interface ImpliedConnections {
    /** Where Prometheus asks, when that is not where callers do. */
    metricsPort?: number;
    /** Collector of its traces. */
    otlpEndpoint?: string;
    /** What it must reach to become its role. */
    identity?: IdentityDestinations;
    /** Where it verifies tokens. */
    authServerUrls?: string[];
}

/** NetworkPolicy of one server's pods, both ways. */
export function networkPolicySpec(
    server: string,
    args: NetworkArgs = {},
    implied: ImpliedConnections = {},
    track: Track = "stable",
) {
    const { metricsPort, otlpEndpoint, identity, authServerUrls = [] } = implied;
    const prometheus = inNamespace(args.monitoringNamespace ?? "monitoring");
    const named = [...(args.egress ?? []), ...(identity?.addresses ?? [])];
    return {
        podSelector: { matchLabels: selectorLabels(server, track) },
        policyTypes: ["Ingress", "Egress"],
        ingress:
            metricsPort === undefined
                ? [{ from: [...callers(args), prometheus], ports: [tcp("http")] }]
                : [
                      { from: callers(args), ports: [tcp("http")] },
                      { from: [prometheus], ports: [tcp("metrics")] },
                  ],
        egress: [
            {
                to: [inNamespace("kube-system"), ipBlock(nodeLocalDns)],
                ports: [{ protocol: "UDP", port: dnsPort }, tcp(dnsPort)],
            },
            ...(args.publicHttps === false ? [] : [publicHttps]),
            ...named.map(({ cidr, ports }) => ({ to: [ipBlock(cidr)], ports: ports.map(tcp) })),
            ...collector(otlpEndpoint),
            ...authServers(authServerUrls),
        ],
    };
}

const publicHttps = {
    to: [
        { ipBlock: { cidr: "0.0.0.0/0", except: privateRanges } },
        { ipBlock: { cidr: "::/0", except: privateRangesV6 } },
    ],
    ports: [tcp(httpsPort)],
};

function callers(args: NetworkArgs) {
    return [
        ...(args.clients ?? []).map(({ namespace, podLabels, cidr }) =>
            cidr === undefined
                ? { ...inNamespace(namespace ?? ""), ...(podLabels && { podSelector: { matchLabels: podLabels } }) }
                : ipBlock(cidr),
        ),
        inNamespace(args.ingressControllerNamespace ?? "ingress-nginx"),
    ];
}

/** The way to a collector inside the cluster; one outside is reached by 443. */
function collector(otlpEndpoint: string | undefined) {
    const service = otlpEndpoint === undefined ? undefined : otlpService(otlpEndpoint);
    return service ? [{ to: [inNamespace(service.namespace)], ports: [tcp(service.port)] }] : [];
}

/** The way to issuers of tokens, each place once; those of the internet are reached by 443, or named in `egress`. */
function authServers(urls: string[]) {
    const rules = urls.map(authServerPlace).flatMap((place) => {
        if (place.kind === "public") return [];
        const to = place.kind === "service" ? inNamespace(place.namespace) : ipBlock(place.cidr);
        return [{ to: [to], ports: place.ports.map(tcp) }];
    });
    return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

/** A policy for all pods of a namespace that allows nothing: what is not named by another policy is cut. */
export function denyAllSpec() {
    return { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
}
