import { isScopedArn } from "../../components/model/iam-documents";
import type { Problem } from "../../components/model/problem";
import { Field } from "./field";
import type { AwsRule } from "./rule";

/** Where types keep permissions; the trust of a role (assumeRolePolicy) knows no resource. */
const documentsOf: Record<string, (properties: Field) => Field[]> = {
    "aws:iam/policy:Policy": (policy) => [policy.at("policy")],
    "aws:iam/rolePolicy:RolePolicy": (policy) => [policy.at("policy")],
    "aws:iam/userPolicy:UserPolicy": (policy) => [policy.at("policy")],
    "aws:iam/groupPolicy:GroupPolicy": (policy) => [policy.at("policy")],
    "aws:iam/role:Role": (role) =>
        role
            .at("inlinePolicies")
            .items()
            .map((policy) => policy.at("policy")),
};

/** Where types name policies that are somewhere else. */
const attachedOf: Record<string, (properties: Field) => Field[]> = {
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (attachment) => [attachment.at("policyArn")],
    "aws:iam/policyAttachment:PolicyAttachment": (attachment) => [attachment.at("policyArn")],
    "aws:iam/role:Role": (role) => role.at("managedPolicyArns").items(),
};

/** Policies of AWS that allow all of a service, or of all services. */
const broad = /^arn:[a-z-]+:iam::aws:policy\/(.*\/)?(AdministratorAccess|PowerUserAccess|\w*FullAccess)$/;

/** A permission for everything is also one for what nobody thought of. */
export const noWildcardIam: AwsRule = {
    name: "no-wildcard-iam",
    sentence: "Permissions name their actions and resources; a wildcard is explained by the statement's Sid.",
    resources: [...new Set([...Object.keys(documentsOf), ...Object.keys(attachedOf)])],
    check: (properties, _settings, type) => [
        ...(documentsOf[type]?.(properties) ?? []).flatMap(documentProblems),
        ...(attachedOf[type]?.(properties) ?? []).flatMap((arn) =>
            arn.unless((found) => !broad.test(String(found)), "it is a policy that names its actions and resources"),
        ),
    ],
};

function documentProblems(document: Field): Problem[] {
    const read = readDocument(document);
    if (read === undefined) {
        return [{ field: document.path, found: "(unreadable)", allowed: "it is a policy document in JSON" }];
    }
    const statements = read.at("Statement");
    const listed = Array.isArray(statements.value) ? statements.items() : [statements];
    return listed.filter((statement) => statement.at("Effect").value === "Allow").flatMap(statementProblems);
}

/** Documents are JSON in a text; nothing can be said of one that is not known yet. */
function readDocument({ path, value }: Field): Field | undefined {
    if (typeof value !== "string") return new Field(path, value);
    try {
        return new Field(path, JSON.parse(value));
    } catch {
        return undefined;
    }
}

function statementProblems(statement: Field): Problem[] {
    const isExplained = explained.test(String(statement.at("Sid").value));
    return [
        ...["NotAction", "NotResource"].flatMap((key) =>
            statement.at(key).unless((found) => found === undefined, "what is allowed is named, not what is not"),
        ),
        ...values(statement.at("Action")).flatMap((action) =>
            action.unless(
                (found) => (isExplained ? !everyService.test(String(found)) : !/[*?]/.test(String(found))),
                isExplained ? "an action is of one service" : `an action is named in full, ${orExplained}`,
            ),
        ),
        ...values(statement.at("Resource")).flatMap((resource) =>
            resource.unless(
                (found) => isExplained || isScopedArn(String(found)),
                `a resource is an ARN that names what it is about, ${orExplained}`,
            ),
        ),
    ];
}

/** As the components write a `wildcardReason`: "Wildcard0ListingBucketsKnowsNoResource". */
const explained = /^Wildcard[0-9]*[A-Z][A-Za-z0-9]{9,}$/;
const orExplained = 'or the Sid says why not ("WildcardListingBucketsKnowsNoResource"; `wildcardReason` of a server)';
const everyService = /^[*?]|^[^:]*[*?][^:]*:|^[^:]+$/;

/** IAM takes one value for a list of one. */
const values = (field: Field): Field[] => (Array.isArray(field.value) ? field.items() : field.isAbsent ? [] : [field]);
