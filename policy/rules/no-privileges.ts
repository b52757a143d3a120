import { noPrivilegesAdmission } from "../../components/model/admission/no-privileges";
import type { Problem } from "../../components/model/problem";
import type { Field } from "./field";
import { containersOf, securitySetting, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

const confined = ["RuntimeDefault", "Localhost"];

/** What the Pod Security Standard `restricted` asks of a container, besides its user. */
export const noPrivileges: KubernetesRule = {
    name: noPrivilegesAdmission.name,
    sentence: noPrivilegesAdmission.sentence,
    admission: noPrivilegesAdmission,
    objects: workloads,
    check: (object) =>
        containersOf(object).flatMap((container) => [
            ...containerProblems(container.at("securityContext")),
            ...securitySetting(object, container, "seccompProfile", "type").unless(
                (value) => confined.some((type) => type === value),
                `it is ${confined.join(" or ")}, here or for the pod`,
            ),
        ]),
};

function containerProblems(context: Field): Problem[] {
    const drop = context.at("capabilities", "drop");
    return [
        // What is not known may be the one that is missed.
        ...(drop.items().some((item) => item.isUnknown)
            ? []
            : drop.unless((list) => Array.isArray(list) && list.includes("ALL"), 'it has "ALL"')),
        ...context
            .at("capabilities", "add")
            .unless((list) => !Array.isArray(list) || list.length === 0, "no capability is added"),
        ...context.at("allowPrivilegeEscalation").unless((value) => value === false, "it is false"),
        ...context.at("privileged").unless((value) => value !== true, "it is false"),
    ];
}
