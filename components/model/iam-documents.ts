import type { Input } from "@pulumi/pulumi";
import { checked, type Problem, within } from "./problem";

/** One thing that a server may do in AWS (or, with effect "Deny", never may). */
export interface PermissionArgs {
    /** Actions in full, "s3:GetObject"; a "*" or "?" in them is refused. */
    actions: string[];
    /**
     * ARNs that the actions hold for. A "*" may stand for part of a name or for what is below one
     * ("arn:aws:s3:::company-docs/*"), not for everything of a kind.
     */
    resources: Input<string>[];
    /**
     * "Allow" or "Deny".
     * @default "Allow"
     */
    effect?: string;
    /**
     * When the statement holds, as IAM writes it: operator, key, values
     * (`{ StringEquals: { "aws:ResourceTag/team": ["search"] } }`).
     * @default always
     */
    conditions?: { [operator: string]: { [key: string]: string[] } };
}

const policyVersion = "2012-10-17";
const tokenAudience = "sts.amazonaws.com";

/** Who may assume a role: the tokens of one ServiceAccount, issued for STS, of one cluster. */
export function trustPolicy(oidcProviderArn: string, namespace: string, serviceAccount: string): string {
    const issuer = oidcIssuer(oidcProviderArn);
    return JSON.stringify({
        Version: policyVersion,
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: oidcProviderArn },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        [`${issuer}:aud`]: tokenAudience,
                        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
                    },
                },
            },
        ],
    });
}

/** `oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE`: how IAM names the keys of the issuer's tokens. */
function oidcIssuer(oidcProviderArn: string): string {
    const [, issuer] = /^arn:[^:]+:iam::[0-9]+:oidc-provider\/(.+)$/.exec(oidcProviderArn) ?? [];
    if (issuer === undefined) {
        throw new Error(
            `oidcProviderArn is ${JSON.stringify(oidcProviderArn)}; it is the ARN of the cluster's OIDC provider in IAM, ` +
                "arn:aws:iam::<account>:oidc-provider/<issuer without https://>",
        );
    }
    return issuer;
}

/** A statement whose resources are known. */
export interface KnownPermission extends Omit<PermissionArgs, "resources"> {
    resources: string[];
}

/** The role's permissions. Resources that were not known before (Outputs) are checked here. */
export function permissionPolicy(permissions: KnownPermission[]): string {
    const [problem] = permissionProblems(permissions);
    if (problem) throw new Error(`${problem.field} is ${JSON.stringify(problem.found)}; ${problem.allowed}`);
    return JSON.stringify({
        Version: policyVersion,
        Statement: permissions.map(({ actions, resources, effect, conditions }) => ({
            Effect: effect ?? "Allow",
            Action: actions,
            Resource: resources,
            ...(conditions && { Condition: conditions }),
        })),
    });
}

/** What is wrong with statements; resources that are only known later pass. */
export function permissionProblems(permissions: PermissionArgs[] = []): Problem[] {
    return permissions.flatMap((permission, index) => within(`permissions[${index}]`, statementProblems(permission)));
}

function statementProblems({ actions, resources, effect }: PermissionArgs): Problem[] {
    return [
        ...checked("actions", actions, (list) => list.length > 0, "at least one action is named"),
        ...checked("resources", resources, (list) => list.length > 0, "at least one ARN is named"),
        ...checked(
            "effect",
            effect,
            (value) => value === undefined || ["Allow", "Deny"].includes(value),
            'it is "Allow" or "Deny"',
        ),
        ...actions.flatMap((action, index) =>
            checked(
                `actions[${index}]`,
                action,
                (value) => /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(value),
                'an action is named in full, as "s3:GetObject", without "*"',
            ),
        ),
        ...resources.flatMap((resource, index) =>
            checked(
                `resources[${index}]`,
                resource,
                (value) => typeof value !== "string" || isScopedArn(value),
                'a resource is an ARN that names what it is about, as "arn:aws:s3:::company-docs/*"; "*" for everything of a kind is refused',
            ),
        ),
    ];
}

/** Whether an ARN names something; `table/*` is every table, while S3's `bucket/*` is what is in one bucket. */
function isScopedArn(arn: string): boolean {
    const [, service, resource] = /^arn:[a-z-]+:([a-z0-9-]+):[a-z0-9-]*:[0-9]*:(.+)$/.exec(arn) ?? [];
    if (service === undefined || resource === undefined || /^[*?]/.test(resource)) return false;
    return service === "s3" || !/^[A-Za-z-]+[/:][*?]/.test(resource);
}
