import { irsaAnnotation } from "../../../components/model/identity-rules";
import { objectName } from "../../../components/model/names";
import { type Cause, type Fix, putBack, run, setKey } from "../cause";
import { type Evidence, isUnread } from "../evidence";

const denials =
    /AccessDenied|unable to (?:retrieve|locate) credentials|Could not load credentials|NoCredentialProviders|AssumeRoleWithWebIdentity|No OpenIDConnect provider|ExpiredToken/i;

/** A server that is not who it should be to AWS: no annotation, no role, or a role that trusts somebody else. */
export function role(evidence: Evidence): Cause[] {
    const { expected, serviceAccount, server, stack } = evidence;
    if (!expected.hasPermissions) return withoutPermissions(evidence);
    if (expected.identityKind !== "irsa" || isUnread(evidence, "serviceaccounts")) return [];
    const where = `serviceaccount ${objectName(server)}`;
    const denied = deniedLine(evidence);
    const cause = (title: string, found: string, why: string, fixes: Fix[]): Cause[] => [
        {
            id: "role",
            title,
            where,
            found: denied ? `${found}\nlog: ${denied}` : found,
            why,
            fixes,
            explains: ["crash"],
        },
    ];
    if (serviceAccount === undefined) {
        return evidence.deployment === undefined
            ? []
            : cause(
                  "the ServiceAccount is missing",
                  `there is no ${where}`,
                  "somebody has deleted it: no new pod can start",
                  [putBack(stack, "it")],
              );
    }
    const arn = serviceAccount.metadata.annotations?.[irsaAnnotation];
    if (arn === undefined) {
        return cause(
            "the role annotation is missing",
            `it has no annotation ${irsaAnnotation}, and the server has permissions`,
            "EKS gives pods a role by this annotation; without it they act as the node, or as nobody",
            [putBack(stack, "the annotation"), restart(evidence)],
        );
    }
    const { role: facts } = evidence;
    if (facts === undefined || facts.arn !== arn) return denied === undefined ? [] : mayNot(evidence, denied);
    if (!facts.exists) {
        return cause(
            "the role does not exist",
            `${irsaAnnotation} is ${arn}, and IAM has no such role`,
            "it was deleted, or the annotation was changed by hand: pods get no credentials",
            [putBack(stack, "the role")],
        );
    }
    const subject = `system:serviceaccount:${evidence.namespace}:${objectName(server)}`;
    const trusted = subjects(facts.trust);
    if (trusted.some((one) => matches(one, subject))) return denied === undefined ? [] : mayNot(evidence, denied);
    return cause(
        "the role trusts another ServiceAccount",
        `${arn} trusts ${trusted.join(", ") || "no ServiceAccount"}; the pods are ${subject}`,
        "STS refuses the pods: Not authorized to perform sts:AssumeRoleWithWebIdentity",
        [
            putBack(stack, "the trust policy"),
            run(
                `aws iam get-role --role-name ${arn.replace(/^.*\//, "")} --query Role.AssumeRolePolicyDocument`,
                "see it",
            ),
        ],
    );
}

/** What AWS says was refused: "… is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::docs". */
function refusedPermission(line: string): string {
    const [, action = "<action>", resource] =
        /not authorized to perform: ([\w-]+:\w+)(?: on resource: "?([^\s"]+)"?)?/.exec(line) ?? [];
    return `[{ actions: [${action}], resources: [${resource ?? "<arn>"}] }]`;
}

/** A role that is as it should be, and may not do what the server asks for. */
function mayNot({ server }: Evidence, line: string): Cause[] {
    return [
        {
            id: "role",
            title: "AWS refuses what the server asks for",
            where: `serviceaccount ${objectName(server)}`,
            found: `log: ${line}`,
            why: "its permissions do not name the action or the resource; or a boundary, a policy of the bucket or key, or a service control policy denies it",
            fixes: [setKey(server, "permissions", refusedPermission(line), "add the statement")],
            explains: ["crash"],
        },
    ];
}

/** A server that calls AWS, by its log, and was given no role. */
function withoutPermissions(evidence: Evidence): Cause[] {
    const denied = deniedLine(evidence);
    if (denied === undefined) return [];
    const { server } = evidence;
    return [
        {
            id: "role",
            title: "the server calls AWS and has no role",
            where: `serviceaccount ${objectName(server)}`,
            found: `log: ${denied}`,
            why: "it has no permissions in the configuration, so no role was made",
            fixes: [setKey(server, "permissions", refusedPermission(denied), "say what it may do")],
            explains: ["crash"],
        },
    ];
}

const restart = ({ server, namespace }: Evidence): Fix =>
    run(
        `kubectl rollout restart deployment/${objectName(server)} -n ${namespace}`,
        "then have the pods start anew, as the role is given at their start",
    );

const deniedLine = ({ logs }: Evidence) => logs.flatMap(({ lines }) => lines).find((line) => denials.test(line));

/** Who may assume the role, by the conditions on the token's subject. */
function subjects(trust: unknown): string[] {
    const { Statement } = (trust ?? {}) as { Statement?: unknown };
    const statements = (Array.isArray(Statement) ? Statement : [Statement]) as (
        | { Condition?: Record<string, Record<string, string | string[]>> }
        | undefined
    )[];
    return statements.flatMap((statement) =>
        Object.values(statement?.Condition ?? {}).flatMap((keys) =>
            Object.entries(keys).flatMap(([key, value]) => (key.endsWith(":sub") ? value : [])),
        ),
    );
}

/** StringLike has * for any text. */
const matches = (pattern: string, subject: string) =>
    new RegExp(
        `^${pattern
            .replace(/[.+^${}()|[\]\\]/g, "\\$&")
            .replaceAll("*", ".*")
            .replaceAll("?", ".")}$`,
    ).test(subject);
