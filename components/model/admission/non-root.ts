import type { AdmissionRule } from "./admission-rule";
import { workloads } from "./judged-resources";
import { containersUnless, podVariables, securitySetting } from "./pods";

export const nonRootAdmission: AdmissionRule = {
    name: "non-root",
    sentence: "A container does not run as root.",
    judges: workloads,
    variables: podVariables,
    offenders: () =>
        containersUnless(
            `${securitySetting("?runAsNonRoot")}.orValue(false) && ${securitySetting("?runAsUser")}.orValue(1) != 0`,
        ),
};
