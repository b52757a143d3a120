import { writableRootAnnotation } from "../pod-security";
import type { AdmissionRule } from "./admission-rule";
import { celString } from "./cel";
import { workloads } from "./judged-resources";
import { containersUnless, podVariables } from "./pods";

export const readOnlyRootAdmission: AdmissionRule = {
    name: "read-only-root",
    sentence: `A container's root file system cannot be written, but for pods whose annotation ${writableRootAnnotation} says why.`,
    judges: workloads,
    variables: {
        ...podVariables,
        excepted: `variables.pod.?metadata.?annotations[?${celString(writableRootAnnotation)}].orValue("") != ""`,
    },
    offenders: () =>
        containersUnless("variables.excepted || c.?securityContext.?readOnlyRootFilesystem.orValue(false)"),
};
