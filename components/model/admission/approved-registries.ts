import { registryPattern } from "../registry-pattern";
import type { AdmissionRule } from "./admission-rule";
import { celString } from "./cel";
import { imagesUnless, imageVariables } from "./images";
import { workloads } from "./judged-resources";

export const approvedRegistriesAdmission: AdmissionRule = {
    name: "approved-registries",
    sentence: "Images come from approved registries.",
    judges: workloads,
    variables: imageVariables,
    offenders: ({ registries }) =>
        imagesUnless(
            registries.length === 0
                ? "false"
                : `i.valid && (i.repository + "/").matches(${celString(registries.map(registryPattern).join("|"))})`,
        ),
};
