import { amounts, resourceLimitsAdmission } from "../../components/model/admission/resource-limits";
import { lastingContainersOf, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

/** A container without them takes what its neighbours need. One that is added to a pod later can have none. */
export const resourceLimits: KubernetesRule = {
    name: resourceLimitsAdmission.name,
    sentence: resourceLimitsAdmission.sentence,
    admission: resourceLimitsAdmission,
    objects: workloads,
    check: (object) =>
        lastingContainersOf(object).flatMap((container) =>
            amounts.flatMap((amount) =>
                container
                    .at("resources", "limits", amount)
                    .unless(
                        (value) => typeof value === "string" || typeof value === "number",
                        "it is an amount; the request that is not set is the same",
                    ),
            ),
        ),
};
