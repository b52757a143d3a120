import { problemText } from "../../../components/model/problem";
import { Field } from "../../../policy/rules/field";
import type { AwsRule, KubernetesRule, RuleSettings } from "../../../policy/rules/rule";

/** As a stack outside development has them. */
export const strict: RuleSettings = {
    development: false,
    registries: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com"],
};

const digest = `sha256:${"a".repeat(64)}`;
export const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/mcp/github@${digest}`;

export const labels = {
    "app.kubernetes.io/name": "github-mcp",
    "app.kubernetes.io/component": "mcp-server",
    "app.kubernetes.io/part-of": "mcp-servers",
    "app.kubernetes.io/managed-by": "pulumi",
};

const amounts = { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" };

/** A container that no rule objects to, but for what is changed of it. */
export function container(changes: object = {}) {
    return {
        name: "github-mcp",
        image,
        env: [{ name: "LOG_LEVEL", value: "info" }],
        resources: { requests: amounts, limits: amounts },
        securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
        },
        ...changes,
    };
}

/** The container with another security context; undefined takes a setting out. */
export const secured = (changes: object) =>
    container({ securityContext: { ...container().securityContext, ...changes } });

export const pod = (spec: object = {}, metadata: object = {}) => ({
    metadata: { labels, ...metadata },
    spec: { containers: [container()], ...spec },
});

export const deployment = (template: object = pod(), metadata: object = {}) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "github-mcp", namespace: "mcp-prod", labels, ...metadata },
    spec: { template },
});

/** A Deployment of one container. */
export const running = (one: object) => deployment(pod({ containers: [one] }));

/** What a rule says of an object: `spec.type is "NodePort"; it is …`. */
export function said(rule: KubernetesRule, object: object, settings: Partial<RuleSettings> = {}): string[] {
    return rule
        .check(new Field("", object), { ...strict, ...settings })
        .map((problem) => problemText("", problem).slice(2));
}

/** What a rule says of an AWS resource. */
export function saidOf(rule: AwsRule, properties: object, type = rule.resources[0] ?? ""): string[] {
    return rule.check(new Field("", properties), strict, type).map((problem) => problemText("", problem).slice(2));
}
