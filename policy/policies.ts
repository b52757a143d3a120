import type { EnforcementLevel, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { type Problem, problemText } from "../components/model/problem";
import { isKubernetesObject, judgedProperties, kindOf, objectText } from "./judged";
import { awsRules, kubernetesRules } from "./rules";
import type { AwsRule, KubernetesRule, RuleSettings } from "./rules/rule";
import type { PackSettings } from "./settings";

/** The rules as policies of a pack, each as strict as the stack has it. */
export function policies({ rules: settings, levelOf }: PackSettings): ResourceValidationPolicy[] {
    return [
        ...kubernetesRules.map((rule) =>
            policy(rule, levelOf(rule.name), (args) => objectProblems(rule, args, settings)),
        ),
        ...awsRules.map((rule) => policy(rule, levelOf(rule.name), (args) => resourceProblems(rule, args, settings))),
    ];
}

function policy(
    { name, sentence }: { name: string; sentence: string },
    enforcementLevel: EnforcementLevel,
    problems: (args: ResourceValidationArgs) => string[],
): ResourceValidationPolicy {
    return {
        name,
        description: sentence,
        enforcementLevel,
        validateResource(args, report) {
            for (const problem of problems(args)) report(problem);
        },
    };
}

function objectProblems(rule: KubernetesRule, { type, props }: ResourceValidationArgs, settings: RuleSettings) {
    if (!isKubernetesObject(type)) return [];
    const object = judgedProperties(props);
    const { group, kind } = kindOf(object);
    if (!rule.objects.some((judged) => judged.group === group && judged.kind === kind)) return [];
    return texts(objectText(object), rule.check(object, settings));
}

function resourceProblems(rule: AwsRule, { type, name, props }: ResourceValidationArgs, settings: RuleSettings) {
    if (!rule.resources.includes(type)) return [];
    const kind = type.replace(/.*:/, "");
    return texts(`${kind} "${name}"`, rule.check(judgedProperties(props), settings, type));
}

const texts = (where: string, problems: Problem[]) => problems.map((problem) => problemText(where, problem));
