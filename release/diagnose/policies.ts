import { BlockList, isIPv6 } from "node:net";
import type { LabelSelector, NetworkPolicy, PolicyPeer, PolicyPort } from "./objects";

/** One end of a connection; an address outside the cluster has neither namespace nor labels. */
export interface End {
    namespace?: string;
    namespaceLabels?: Record<string, string>;
    labels?: Record<string, string>;
    address?: string;
}

/** A port of a pod, by its number and by the names that its containers give it. */
export interface EndPort {
    number: number;
    names: string[];
}

export type Direction = "Ingress" | "Egress";

export function selects(
    { matchLabels = {}, matchExpressions = [] }: LabelSelector = {},
    labels: Record<string, string> = {},
) {
    return (
        Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
        matchExpressions.every(({ key, operator, values = [] }) => {
            const value = labels[key];
            if (operator === "Exists") return value !== undefined;
            if (operator === "DoesNotExist") return value === undefined;
            const isIn = value !== undefined && values.includes(value);
            return operator === "In" ? isIn : !isIn;
        })
    );
}

/** Policies that hold a pod in this direction: without one everything may pass, with one only what they name. */
export function holding(policies: NetworkPolicy[], pod: End, direction: Direction): NetworkPolicy[] {
    return policies.filter(({ metadata, spec }) => {
        const types = spec.policyTypes ?? (spec.egress ? ["Ingress", "Egress"] : ["Ingress"]);
        const here = metadata.namespace === undefined || metadata.namespace === pod.namespace;
        return here && types.includes(direction) && selects(spec.podSelector, pod.labels);
    });
}

/** Whether the policies of a pod let a connection with the peer pass; the port is the called one's. */
export function passes(policies: NetworkPolicy[], pod: End, direction: Direction, peer: End, port: EndPort): boolean {
    const hold = holding(policies, pod, direction);
    if (hold.length === 0) return true;
    return hold.some(({ spec }) => {
        const rules =
            direction === "Ingress"
                ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
                : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
        return rules.some(
            ({ peers, ports }) =>
                (!peers?.length || peers.some((one) => isPeer(one, peer, pod.namespace))) &&
                (!ports?.length || ports.some((one) => isPort(one, port))),
        );
    });
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, peer: End, own: string | undefined): boolean {
    if (ipBlock) {
        const { address } = peer;
        return (
            address !== undefined &&
            within(address, ipBlock.cidr) &&
            !(ipBlock.except ?? []).some((cidr) => within(address, cidr))
        );
    }
    if (peer.namespace === undefined) return false;
    const there = namespaceSelector ? selects(namespaceSelector, peer.namespaceLabels) : peer.namespace === own;
    return there && selects(podSelector, peer.labels);
}

function isPort({ port, endPort }: PolicyPort, { number, names }: EndPort): boolean {
    if (port === undefined) return true;
    if (typeof port === "string") return names.includes(port);
    return endPort === undefined ? port === number : number >= port && number <= endPort;
}

/** Whether an address is in a range in CIDR notation. */
export function within(address: string, cidr: string): boolean {
    const [network = "", length] = cidr.split("/");
    const family = (of: string) => (isIPv6(of) ? "ipv6" : "ipv4");
    if (family(network) !== family(address)) return false;
    const list = new BlockList();
    list.addSubnet(network, Number(length), family(network));
    return list.check(address, family(address));
}

/** Who is admitted, for people: "namespace ingress-nginx, 10.0.0.0/20". */
export function admitted(policies: NetworkPolicy[]): string {
    const peers = policies.flatMap(({ spec }) =>
        (spec.ingress ?? []).flatMap(({ from }) => from?.map(peerText) ?? ["everybody"]),
    );
    return peers.length === 0 ? "nobody" : [...new Set(peers)].join(", ");
}

function peerText({ ipBlock, namespaceSelector, podSelector }: PolicyPeer): string {
    if (ipBlock) return ipBlock.cidr;
    const labels = (selector: LabelSelector | undefined) =>
        Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
    const name = namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"];
    const where =
        name ?? (namespaceSelector ? `with ${labels(namespaceSelector).join(" ") || "any labels"}` : "of its own");
    const pods = labels(podSelector);
    return `namespace ${where}${pods.length > 0 ? ` (pods ${pods.join(" ")})` : ""}`;
}
