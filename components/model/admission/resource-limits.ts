import type { AdmissionRule } from "./admission-rule";
import { celStrings } from "./cel";
import { workloads } from "./judged-resources";
import { containersUnless, podVariables } from "./pods";

/** What a container may take. */
export const amounts = ["cpu", "memory", "ephemeral-storage"];

export const resourceLimitsAdmission: AdmissionRule = {
    name: "resource-limits",
    sentence: `A container has requests and limits of ${amounts.join(", ")}.`,
    judges: workloads,
    variables: podVariables,
    // A container that is added for debugging cannot have any. A request that is not set is the limit, in pods already.
    offenders: () =>
        containersUnless(
            `${celStrings(amounts)}.all(amount, amount in c.?resources.?limits.orValue({}))`,
            "variables.declared",
        ),
};
