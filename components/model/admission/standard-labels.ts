import type { AdmissionRule } from "./admission-rule";
import { celStrings } from "./cel";
import { services, workloads } from "./judged-resources";
import { partVariables } from "./pods";

/** By them policies, monitors and people find what belongs together. */
export const requiredLabels = ["name", "component", "part-of", "managed-by"].map((name) => `app.kubernetes.io/${name}`);

export const standardLabelsAdmission: AdmissionRule = {
    name: "standard-labels",
    sentence: `Workloads, their pods and Services have the labels ${requiredLabels.join(", ")}.`,
    judges: [...workloads, services],
    variables: partVariables,
    offenders: () =>
        `${celStrings(requiredLabels)}.filter(label, variables.parts.exists(part, part.?metadata.?labels[?label].orValue("") == ""))`,
};
