import { requiredLabels, standardLabelsAdmission } from "../../components/model/admission/standard-labels";
import { withTemplates, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

/** By them policies, monitors and people find what belongs together. */
export const standardLabels: KubernetesRule = {
    name: standardLabelsAdmission.name,
    sentence: standardLabelsAdmission.sentence,
    admission: standardLabelsAdmission,
    objects: [...workloads, { group: "", kind: "Service" }],
    check: (object) =>
        withTemplates(object).flatMap((part) =>
            requiredLabels.flatMap((label) =>
                part
                    .at("metadata", "labels", label)
                    .unless((value) => typeof value === "string" && value !== "", "the label has a value"),
            ),
        ),
};
