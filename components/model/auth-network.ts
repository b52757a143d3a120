import { isIP } from "node:net";
import type { NetworkArgs } from "./network-rules";

/** Where an issuer of tokens is, as a NetworkPolicy has to know it. */
export type AuthServerPlace =
    | { kind: "service"; namespace: string; ports: number[] }
    | { kind: "address"; cidr: string; ports: number[] }
    | { kind: "public"; ports: number[] };

/** What pods of identity providers listen on, whatever the port of their Service is: policies look at the pod's port. */
const podPorts: Record<string, number> = { "http:": 8080, "https:": 8443 };

/** Where a URL leads. */
export function authServerPlace(text: string): AuthServerPlace {
    const { hostname, port, protocol } = new URL(text);
    const own = Number(port || (protocol === "https:" ? 443 : 80));
    const [, namespace] = /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/.exec(hostname) ?? [];
    if (namespace !== undefined) {
        return { kind: "service", namespace, ports: [...new Set([own, podPorts[protocol] ?? own])] };
    }
    const address = hostname.replace(/^\[|\]$/g, "");
    const version = isIP(address);
    if (version === 0) return { kind: "public", ports: [own] };
    return { kind: "address", cidr: `${address}/${version === 4 ? 32 : 128}`, ports: [own] };
}

/** Addresses that are not of the internet: RFC 1918, RFC 6598, loopback, RFC 4193. */
const privateAddress =
    /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1\/|f[cd])/;

/** Whether tokens and keys that go there in plain text stay in the cluster or its network. */
export function isInside(text: string): boolean {
    const place = authServerPlace(text);
    return place.kind === "service" || (place.kind === "address" && privateAddress.test(place.cidr));
}

/** Whether a server gets there by what its rules for the network open. */
export function isReached(text: string, { publicHttps, egress = [] }: NetworkArgs = {}): boolean {
    const place = authServerPlace(text);
    if (place.kind !== "public") return true;
    return place.ports.every(
        (port) => (port === 443 && publicHttps !== false) || egress.some(({ ports }) => ports.includes(port)),
    );
}
