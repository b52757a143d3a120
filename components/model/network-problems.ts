import { isIP } from "node:net";
import type { Input } from "@pulumi/pulumi";
import { type IdentityKind, identityDestinations } from "./identity-network";
import type { NetworkArgs, NetworkClientArgs } from "./network-rules";
import { checked, type Problem, within } from "./problem";

/** What is wrong with the rules; values that are only known later (Outputs) pass. */
export function networkProblems(args: NetworkArgs = {}): Problem[] {
    const port = (value: number) => Number.isInteger(value) && value >= 1 && value <= 65_535;
    return [
        ...(args.clients ?? []).flatMap((client, index) => within(`clients[${index}]`, clientProblems(client))),
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

/** A role by IRSA without a way to STS, where its credentials come from. */
export function closedRoleProblems(
    kind: IdentityKind | undefined,
    { publicHttps, egress = [] }: NetworkArgs = {},
): Problem[] {
    const named = egress.some(({ ports }) => ports.includes(443));
    const reached = !identityDestinations(kind).publicHttps || publicHttps !== false || named;
    const allowed =
        "a role by IRSA calls STS: name its VPC endpoint, port 443, in network.egress, or take identity.kind podIdentity";
    return checked("network.publicHttps", publicHttps, () => reached, allowed);
}

function clientProblems({ namespace, podLabels, cidr }: NetworkClientArgs): Problem[] {
    const excluded = "a client is pods of a namespace or addresses (cidr), not both";
    if (cidr === undefined) {
        return namespace === undefined
            ? [{ field: "namespace", found: namespace, allowed: "a client is pods of a namespace or addresses (cidr)" }]
            : namespaceProblems("namespace", namespace);
    }
    return [
        ...checked("cidr", cidr, isCidr, cidrRule),
        ...checked("namespace", namespace, (found) => found === undefined, excluded),
        ...checked("podLabels", podLabels, (found) => found === undefined, excluded),
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
