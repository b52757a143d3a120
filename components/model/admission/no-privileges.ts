import type { AdmissionRule } from "./admission-rule";
import { workloads } from "./judged-resources";
import { containersUnless, podVariables, securitySetting } from "./pods";

const context = "c.?securityContext";

export const noPrivilegesAdmission: AdmissionRule = {
    name: "no-privileges",
    sentence: "A container drops all capabilities, gains no privileges and is confined by seccomp.",
    judges: workloads,
    variables: podVariables,
    offenders: () =>
        containersUnless(
            [
                `"ALL" in ${context}.?capabilities.?drop.orValue([])`,
                `size(${context}.?capabilities.?add.orValue([])) == 0`,
                `!${context}.?allowPrivilegeEscalation.orValue(true)`,
                `!${context}.?privileged.orValue(false)`,
                `${securitySetting("?seccompProfile.?type")}.orValue("") in ["RuntimeDefault", "Localhost"]`,
            ].join(" && "),
        ),
};
