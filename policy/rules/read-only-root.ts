import { readOnlyRootAdmission } from "../../components/model/admission/read-only-root";
import { writableRootAnnotation } from "../../components/model/pod-security";
import { containersOf, podOf, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

/** What a server writes is in volumes, where it is seen and limited. */
export const readOnlyRoot: KubernetesRule = {
    name: readOnlyRootAdmission.name,
    sentence: readOnlyRootAdmission.sentence,
    admission: readOnlyRootAdmission,
    objects: workloads,
    check(object) {
        const reason = podOf(object).at("metadata", "annotations", writableRootAnnotation);
        if (reason.isUnknown || (!reason.isAbsent && reason.value !== "")) return [];
        return containersOf(object).flatMap((container) =>
            container
                .at("securityContext", "readOnlyRootFilesystem")
                .unless((value) => value === true, `it is true, or the pod's ${writableRootAnnotation} says why not`),
        );
    },
};
