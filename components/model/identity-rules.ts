import type { Input } from "@pulumi/pulumi";
import type { IdentityKind } from "./identity-network";
import { checked, type Problem } from "./problem";

/** How servers get their roles in AWS, and what these roles have in common. */
export interface IdentityArgs {
    /**
     * "irsa", by the cluster's OIDC provider, or "podIdentity", by the agent of EKS Pod Identity (an add-on of the
     * cluster; AWS advises it for what is new).
     * @default "irsa"
     */
    kind?: string;
    /**
     * ARN of a managed policy that no permission of the role goes beyond.
     * @default none
     */
    permissionsBoundary?: Input<string>;
    /**
     * Path of the role in IAM, with "/" at both ends: "/mcp/". Another path is another role.
     * @default "/"
     */
    rolePath?: string;
    /**
     * Tags of the role, up to 50; none begins with "aws:".
     * @default none but the provider's
     */
    tags?: { [name: string]: Input<string> };
}

const kinds: IdentityKind[] = ["irsa", "podIdentity"];
const mostTags = 50;

/** The kind that is meant; names of others are problems. */
export function identityKind(args: IdentityArgs = {}): IdentityKind {
    return kinds.find((kind) => kind === args.kind) ?? "irsa";
}

/** By which EKS's webhook finds a ServiceAccount's role. */
export const irsaAnnotation = "eks.amazonaws.com/role-arn";

/** What the ServiceAccount says of its role: to EKS's webhook with IRSA, to people with Pod Identity. */
export function roleAnnotation(kind: string | undefined, roleArn: Input<string>): Record<string, Input<string>> {
    return { [identityKind({ kind }) === "irsa" ? irsaAnnotation : "mcp-eks/pod-identity-role-arn"]: roleArn };
}

/** What is wrong with how servers get their roles; values that are only known later (Outputs) pass. */
export function identityProblems(args: IdentityArgs = {}): Problem[] {
    const { kind, permissionsBoundary, rolePath, tags = {} } = args;
    return [
        ...checked(
            "kind",
            kind,
            (value) => value === undefined || kinds.some((known) => known === value),
            `kinds are ${kinds.join(" and ")}`,
        ),
        ...checked(
            "permissionsBoundary",
            permissionsBoundary,
            (value) =>
                typeof value !== "string" || /^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy\/[\w+=,.@/-]+$/.test(value),
            'a boundary is the ARN of a managed policy, as "arn:aws:iam::123456789012:policy/mcp-boundary"',
        ),
        ...checked(
            "rolePath",
            rolePath,
            (value) => value === undefined || (/^\/([\w+=,.@-]+\/)*$/.test(value) && value.length <= 512),
            'a path begins and ends with "/", as "/mcp/"',
        ),
        ...checked(
            "tags",
            Object.keys(tags).length,
            (count) => count <= mostTags,
            `there are at most ${mostTags} tags`,
        ),
        ...Object.entries(tags).flatMap(([name, value]) =>
            checked(
                `tags.${name}`,
                value,
                (text) => isTag(name, 128) && (typeof text !== "string" || isTag(text, 256)),
                'a tag is letters, digits, spaces and _ . : / = + - @, its name up to 128 and its value up to 256, and not AWS\'s own "aws:"',
            ),
        ),
    ];
}

const isTag = (text: string, longest: number) =>
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text) && text.length <= longest && !/^aws:/i.test(text);

/** Which fact about the cluster the kind cannot do without. */
export function clusterProblems(
    args: { identity?: IdentityArgs; oidcProviderArn?: unknown; clusterArn?: unknown },
    hasPermissions: boolean,
): Problem[] {
    if (!hasPermissions) return [];
    if (identityKind(args.identity) === "irsa") {
        const allowed = "permissions need the cluster's OIDC provider";
        return checked("oidcProviderArn", args.oidcProviderArn, (arn) => arn !== undefined, allowed);
    }
    const allowed = "permissions by Pod Identity need the cluster's ARN";
    return checked("clusterArn", args.clusterArn, (arn) => arn !== undefined, allowed);
}
