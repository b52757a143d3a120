import { type KubeObject, listAt, numberAt, stringAt } from "../object";
import type { Readiness, Verdict } from "./verdict";

/** The controller manager has checked the types of the policy's expressions, and found nothing wrong with them. */
export function judgeAdmissionPolicy(policy: KubeObject): Verdict {
    const generation = numberAt(policy, "metadata", "generation") ?? 0;
    if ((numberAt(policy, "status", "observedGeneration") ?? 0) < generation) {
        const reasons = ["the types of its expressions have not been checked: is kube-controller-manager running?"];
        return { ready: false, status: "Waiting for the types of its expressions to be checked", reasons };
    }
    const reasons = listAt(policy, "status", "typeChecking", "expressionWarnings").map(
        (warning) => `${stringAt(warning, "fieldRef")}: ${stringAt(warning, "warning").trim()}`,
    );
    // The API server takes such a policy, and answers for it with an error at the first object that it judges.
    return { ready: reasons.length === 0, failed: reasons.length > 0, reasons };
}

export const admissionPolicyReadiness: Readiness = {
    judge: ({ object }) => judgeAdmissionPolicy(object),
    onRefresh: true,
    maxSeconds: 60,
};
