import type { Input } from "@pulumi/pulumi";
import { checked, type Problem, within } from "./problem";

/** One thing that a server may do in AWS (or, with effect "Deny", never may). */
export interface PermissionArgs {
    /** Actions in full, "s3:GetObject"; a "*" or "?" in them needs a `wildcardReason`. */
    actions: string[];
    /**
     * ARNs that the actions hold for. A "*" may stand for part of a name or for what is below one
     * ("arn:aws:s3:::company-docs/*"); for everything of a kind it needs a `wildcardReason`.
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
    /**
     * Why the statement needs wildcards, in a few words ("listing buckets knows no resource"). Whoever reads the policy
     * in AWS reads it as the statement's Sid ("Wildcard0ListingBucketsKnowsNoResource").
     * @default none: wildcards are refused
     */
    wildcardReason?: string;
}

const policyVersion = "2012-10-17";

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
        Statement: permissions.map(({ actions, resources, effect, conditions, wildcardReason }, index) => ({
            ...(wildcardReason !== undefined && { Sid: wildcardSid(wildcardReason, index) }),
            Effect: effect ?? "Allow",
            Action: actions,
            Resource: resources,
            ...(conditions && { Condition: conditions }),
        })),
    });
}

/** A Sid is letters and digits, and no two statements have the same. */
function wildcardSid(reason: string, index: number): string {
    const words = reason.split(/[^A-Za-z0-9]+/).filter(Boolean);
    return `Wildcard${index}${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
}

/** What is wrong with statements; resources that are only known later pass. */
export function permissionProblems(permissions: PermissionArgs[] = []): Problem[] {
    return permissions.flatMap((permission, index) => within(`permissions[${index}]`, statementProblems(permission)));
}

function statementProblems({ actions, resources, effect, wildcardReason }: PermissionArgs): Problem[] {
    const isExplained = wildcardReason !== undefined;
    return [
        ...checked("actions", actions, (list) => list.length > 0, "at least one action is named"),
        ...checked("resources", resources, (list) => list.length > 0, "at least one ARN is named"),
        ...checked(
            "effect",
            effect,
            (value) => value === undefined || ["Allow", "Deny"].includes(value),
            'it is "Allow" or "Deny"',
        ),
        ...checked(
            "wildcardReason",
            wildcardReason,
            (reason) => reason === undefined || /^(?=.{10,120}$).*[A-Za-z].*\s.*[A-Za-z]/.test(reason),
            "a reason is a few words, 10 to 120 characters",
        ),
        ...actions.flatMap((action, index) =>
            checked(
                `actions[${index}]`,
                action,
                (value) => (isExplained ? explainedAction : fullAction).test(value),
                isExplained
                    ? 'an action is of one service, as "s3:GetObject*"; "*" for all services is refused'
                    : 'an action is named in full, as "s3:GetObject"; one with "*" needs a wildcardReason',
            ),
        ),
        ...resources.flatMap((resource, index) =>
            checked(
                `resources[${index}]`,
                resource,
                (value) => typeof value !== "string" || isScopedArn(value) || (isExplained && isWildcard(value)),
                'a resource is an ARN that names what it is about, as "arn:aws:s3:::company-docs/*"; "*" for everything of a kind needs a wildcardReason',
            ),
        ),
        ...needlessReason(actions, resources, wildcardReason),
    ];
}

const fullAction = /^[a-z0-9-]+:[A-Za-z0-9]+$/;
const explainedAction = /^[a-z0-9-]+:[A-Za-z0-9*?]+$/;
const isWildcard = (resource: string) => resource === "*" || /^arn:[a-z-]+:[a-z0-9-]+:/.test(resource);

/** An explanation that outlived its wildcard would let the next one in unseen. */
function needlessReason(actions: string[], resources: Input<string>[], reason: string | undefined): Problem[] {
    const isNarrow =
        actions.every((action) => fullAction.test(action)) &&
        resources.every((resource) => typeof resource === "string" && isScopedArn(resource));
    if (reason === undefined || !isNarrow) return [];
    return [{ field: "wildcardReason", found: reason, allowed: "no wildcard is left to explain; leave it out" }];
}

/** Whether an ARN names something; `table/*` is every table, while S3's `bucket/*` is what is in one bucket. */
export function isScopedArn(arn: string): boolean {
    const [, service, resource] = /^arn:[a-z-]+:([a-z0-9-]+):[a-z0-9-]*:[0-9]*:(.+)$/.exec(arn) ?? [];
    if (service === undefined || resource === undefined || /^[*?]/.test(resource)) return false;
    return service === "s3" || !/^[A-Za-z-]+[/:][*?]/.test(resource);
}
