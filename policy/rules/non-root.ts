import { nonRootAdmission } from "../../components/model/admission/non-root";
import { containersOf, securitySetting, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

/** Root in a container is root on the node, should a process break out. */
export const nonRoot: KubernetesRule = {
    name: nonRootAdmission.name,
    sentence: nonRootAdmission.sentence,
    admission: nonRootAdmission,
    objects: workloads,
    check: (object) =>
        containersOf(object).flatMap((container) => [
            ...securitySetting(object, container, "runAsNonRoot").unless(
                (value) => value === true,
                "it is true, here or for the pod",
            ),
            ...securitySetting(object, container, "runAsUser").unless(
                (value) => value !== 0,
                "it is the number of a user other than root, as 1000",
            ),
        ]),
};
