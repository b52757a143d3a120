import { isIP } from "node:net";
import type { Input } from "@pulumi/pulumi";
import { selectorLabels } from "./labels";
import { checked, type Problem, within } from "./problem";
import { otlpService } from "./telemetry";

/** Pods that may call a server. */
export interface NetworkClientArgs {
    /** Namespace that the pods are in. */
    namespace: Input<string>;
    /**
     * Labels that the pods have.
     * @default every pod of the namespace
     */
    podLabels?: { [label: string]: string };
}

/** Addresses that a server may call beside the public internet on port 443. */
export interface NetworkDestinationArgs {
    /** Addresses in CIDR notation, "10.1.0.0/16". */
    cidr: Input<string>;
    /** TCP ports, 1 to 65535. */
    ports: number[];
}

/** Who may call a server, and whom it may call; all else is cut. */
export interface NetworkArgs {
    /**
     * Pods inside the cluster that may call the server.
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
}

const dnsPort = 53;
const httpsPort = 443;
/** Where NodeLocal DNSCache listens: on the node, so in no namespace. */
const nodeLocalDns = "169.254.20.10/32";

/** Everything that is not the public internet: RFC 1918, RFC 6598 (also used for pods), link-local with the metadata service. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];
const privateRangesV6 = ["fc00::/7", "fe80::/10"];

const tcp = (port: number | string) => ({ protocol: "TCP", port });
const inNamespace = (name: Input<string>) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const ipBlock = (cidr: Input<string>) => ({ ipBlock: { cidr } });

/** NetworkPolicy of one server's pods, both ways. */
export function networkPolicySpec(server: string, args: NetworkArgs = {}, otlpEndpoint?: string) {
    return {
        podSelector: { matchLabels: selectorLabels(server) },
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: callers(args), ports: [tcp("http")] }],
        egress: [
            {
                to: [inNamespace("kube-system"), ipBlock(nodeLocalDns)],
                ports: [{ protocol: "UDP", port: dnsPort }, tcp(dnsPort)],
            },
            {
                to: [
                    { ipBlock: { cidr: "0.0.0.0/0", except: privateRanges } },
                    { ipBlock: { cidr: "::/0", except: privateRangesV6 } },
                ],
                ports: [tcp(httpsPort)],
            },
            ...(args.egress ?? []).map(({ cidr, ports }) => ({ to: [ipBlock(cidr)], ports: ports.map(tcp) })),
            ...collector(otlpEndpoint),
        ],
    };
}

function callers(args: NetworkArgs) {
    return [
        ...(args.clients ?? []).map(({ namespace, podLabels }) => ({
            ...inNamespace(namespace),
            ...(podLabels && { podSelector: { matchLabels: podLabels } }),
        })),
        inNamespace(args.ingressControllerNamespace ?? "ingress-nginx"),
        inNamespace(args.monitoringNamespace ?? "monitoring"),
    ];
}

/** The way to a collector inside the cluster; one outside is reached by 443. */
function collector(otlpEndpoint: string | undefined) {
    const service = otlpEndpoint === undefined ? undefined : otlpService(otlpEndpoint);
    return service ? [{ to: [inNamespace(service.namespace)], ports: [tcp(service.port)] }] : [];
}

/** A policy for all pods of a namespace that allows nothing: what is not named by another policy is cut. */
export function denyAllSpec() {
    return { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
}

/** What is wrong with the rules; values that are only known later (Outputs) pass. */
export function networkProblems(args: NetworkArgs = {}): Problem[] {
    const port = (value: number) => Number.isInteger(value) && value >= 1 && value <= 65_535;
    return [
        ...(args.clients ?? []).flatMap((client, index) =>
            checked(`clients[${index}].namespace`, client.namespace, isNamespace, namespaceRule),
        ),
        ...namespaceProblems("ingressControllerNamespace", args.ingressControllerNamespace),
        ...namespaceProblems("monitoringNamespace", args.monitoringNamespace),
        ...(args.egress ?? []).flatMap(({ cidr, ports }, index) =>
            within(`egress[${index}]`, [
                ...checked("cidr", cidr, isCidr, cidrRule),
                ...checked(
                    "ports",
                    ports,
                    (list) => list.length > 0 && list.every(port),
                    "ports are whole numbers from 1 to 65535, at least one",
                ),
            ]),
        ),
    ];
}

const namespaceRule = 'a namespace is lower-case letters, digits and "-"';
const isNamespace = (value: unknown) => typeof value !== "string" || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value);

/** What is wrong with the name of a namespace. */
export function namespaceProblems(field: string, found: Input<string> | undefined): Problem[] {
    return checked(field, found, isNamespace, namespaceRule);
}

const cidrRule = 'addresses are in CIDR notation, as "10.1.0.0/16"';

function isCidr(value: unknown): boolean {
    if (typeof value !== "string") return true;
    const [address = "", prefix = "", ...rest] = value.split("/");
    const version = isIP(address);
    return (
        rest.length === 0 && version !== 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128)
    );
}
