import type { NetworkDestinationArgs } from "./network-rules";

/** By which of its two ways EKS gives a ServiceAccount an IAM role. */
export type IdentityKind = "irsa" | "podIdentity";

/** The agent of EKS Pod Identity, on every node; link-local, so never behind a Service. */
const podIdentityAgent = { cidrs: ["169.254.170.23/32", "fd00:ec2::23/128"], port: 80 };

/** What a server must reach to become its role. */
export interface IdentityDestinations {
    /**
     * Whether it calls STS: port 443 of public addresses (those of a VPC endpoint are private, and named in
     * `network.egress`).
     */
    publicHttps: boolean;
    /** Other addresses, to be opened as they stand. */
    addresses: NetworkDestinationArgs[];
}

/** Where credentials come from: STS for IRSA, the node's agent for Pod Identity; nowhere for a server without a role. */
export function identityDestinations(kind: string | undefined): IdentityDestinations {
    const { cidrs, port } = podIdentityAgent;
    return {
        publicHttps: kind === "irsa",
        addresses: kind === "podIdentity" ? cidrs.map((cidr) => ({ cidr, ports: [port] })) : [],
    };
}
