import type { AdmissionRule, AdmissionSettings } from "./admission-rule";
import { celString } from "./cel";

/** What becomes of what a rule objects to. */
export const admissionActions = ["Deny", "Warn", "Audit"] as const;

/** One of them. */
export type AdmissionAction = (typeof admissionActions)[number];

/** CEL: whether two objects of a kind differ in a part of them. */
const differs = (path: string) => `object.${path} != oldObject.${path}`;

/**
 * Only what is new or changes is judged. What is there from before a rule stays as it is: its controllers must be able to
 * write about it and to let it go, and an old ReplicaSet to be scaled down, or no Deployment could ever be mended.
 */
const matchConditions = [
    { name: "stays", expression: "!has(object.metadata.deletionTimestamp)" },
    {
        name: "changes",
        expression: [
            'request.operation != "UPDATE"',
            differs("metadata.?labels"),
            `object.kind == "Ingress" && ${differs("metadata.?annotations")}`,
            differs("?data"),
            [
                "(object.?spec.?template.hasValue() || object.?spec.?jobTemplate.hasValue()",
                `? ${differs("spec.?template")} || ${differs("spec.?jobTemplate")} : ${differs("?spec")})`,
            ].join(" "),
        ].join(" || "),
    },
];

/** `spec` of the ValidatingAdmissionPolicy that asks a rule. https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export function policySpec(rule: AdmissionRule, settings: AdmissionSettings) {
    const variables = { ...rule.variables, offenders: rule.offenders(settings) };
    return {
        failurePolicy: "Fail",
        matchConstraints: {
            resourceRules: rule.judges.map(({ group, version, resources }) => ({
                apiGroups: [group],
                apiVersions: [version],
                operations: ["CREATE", "UPDATE"],
                resources,
            })),
        },
        matchConditions,
        variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
        validations: [
            {
                expression: "size(variables.offenders) == 0",
                message: rule.sentence,
                messageExpression: `${celString(`${rule.sentence} Not so: `)} + variables.offenders.join(", ")`,
            },
        ],
    };
}

/** Namespaces that rules hold in: those of the names, or those with the labels. */
export interface HeldNamespaces {
    names?: string[];
    labels?: { [label: string]: string };
}

/** `spec` of the ValidatingAdmissionPolicyBinding by which a policy holds in namespaces. */
export function bindingSpec(policyName: string, namespaces: HeldNamespaces, action: AdmissionAction) {
    const { names, labels } = namespaces;
    return {
        policyName,
        validationActions: [action],
        matchResources: {
            namespaceSelector: {
                ...(labels && { matchLabels: labels }),
                ...(names && {
                    // Set by Kubernetes itself, so nobody gets out of a rule by another label.
                    matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: names }],
                }),
            },
        },
    };
}
