import { z } from "zod";
import { type Problem, problemText, refuse } from "../components/model/problem";
import { schemaProblems } from "../stacks/schema-problems";
import { awsRules, kubernetesRules } from "./rules";
import type { RuleSettings } from "./rules/rule";

const levels = ["advisory", "mandatory"] as const;
const ruleLevels = [...levels, "disabled"] as const;
const texts = z.array(z.string().min(1));

/** `mcp-eks:policy`: what the rules go by in a stack. */
export const policySchema = z
    .strictObject({
        development: z.boolean(),
        enforcement: z.enum(levels, { error: `it is ${levels.join(" or ")}` }),
        registries: texts,
        namespaces: texts,
        clusters: texts,
        rules: z.record(z.string(), z.enum(ruleLevels, { error: "it is advisory, mandatory or disabled" })),
    })
    .partial();

type PolicyConfig = z.output<typeof policySchema>;

/** What a rule does with what it finds: tell, refuse, or not look. */
export type RuleLevel = (typeof ruleLevels)[number];

/** The configuration of a stack, as far as rules go by it. */
export interface StackConfig {
    policy: unknown;
    platform: unknown;
    cluster: unknown;
}

/** What the pack goes by. */
export interface PackSettings {
    rules: RuleSettings;
    levelOf(rule: string): RuleLevel;
}

/** Every account's ECR; public.ecr.aws is another. */
const ecr = ["*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr.*.amazonaws.com.cn"];

/** The settings, when nothing is wrong with them; otherwise the pack ends and names all that is. */
export function packSettings({ policy = {}, platform, cluster }: StackConfig): PackSettings {
    refuse(policyProblems(policy));
    const { development = false, enforcement, registries, namespaces, clusters, rules = {} } = policy as PolicyConfig;
    const level = enforcement ?? (development ? "advisory" : "mandatory");
    const ofPlatform = platformSchema.safeParse(platform).data ?? {};
    return {
        rules: {
            development,
            registries: registries ?? [...ecr, ...(ofPlatform.registry ?? []), ...(ofPlatform.images?.allowed ?? [])],
            namespaces: namespaces ?? ofPlatform.namespace,
            clusters: clusters ?? ofPlatform.placement?.allowedClusters,
            cluster: clusterSchema.safeParse(cluster).data?.name,
        },
        levelOf: (rule) => rules[rule] ?? level,
    };
}

const oneText = z.string().transform((text) => [text]);

/** What of the platform stands in for settings that are not made; the program itself judges the rest. */
const platformSchema = z.object({
    namespace: oneText.optional(),
    registry: oneText.optional(),
    images: z.object({ allowed: texts.optional() }).optional(),
    placement: z.object({ allowedClusters: texts.optional() }).optional(),
});
const clusterSchema = z.object({ name: z.string() });

/** All that is wrong with `mcp-eks:policy`, one sentence each. */
export function policyProblems(policy: unknown): string[] {
    const shape = schemaProblems(policySchema, policy);
    const problems = shape.length > 0 ? shape : nameProblems(policy as PolicyConfig);
    return problems.map((problem) => problemText("mcp-eks:policy", problem));
}

function nameProblems({ registries = [], rules = {} }: PolicyConfig): Problem[] {
    const names = [...kubernetesRules, ...awsRules].map(({ name }) => name);
    return [
        ...registries.flatMap((registry, index) =>
            /^[A-Za-z0-9*.-]+(:[0-9]+)?(\/[A-Za-z0-9*._-]+)*\/?$/.test(registry)
                ? []
                : [{ field: `registries[${index}]`, found: registry, allowed: registryRule }],
        ),
        ...Object.keys(rules)
            .filter((name) => !names.includes(name))
            .map((name) => ({
                field: `rules.${name}`,
                found: rules[name],
                allowed: `there is no such rule; rules are ${names.join(", ")}`,
            })),
    ];
}

const registryRule =
    'a registry is a host with or without a port and a path, as "ghcr.io/example"; "*" stands for part of a host or path';
