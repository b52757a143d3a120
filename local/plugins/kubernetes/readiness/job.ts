import { observedKinds } from "../kinds";
import { conditionOf, type KubeObject, nameOf, numberAt, stringAt } from "../object";
import { podProblems, qualifiedName } from "./pod";
import type { Readiness, Verdict } from "./verdict";

const finalFailures = ["BackoffLimitExceeded", "DeadlineExceeded"];

/** Complete; a Job that has used up its attempts or its time fails at once. */
export function judgeJob(job: KubeObject, pods: KubeObject[] = []): Verdict {
    const failed = conditionOf(job, "Failed");
    const reason = stringAt(failed, "reason");
    const reasons = pods.flatMap(podProblems);
    if (stringAt(failed, "status") === "True" && finalFailures.includes(reason)) {
        return { ready: false, failed: true, reasons: [`[${reason}] ${stringAt(failed, "message")}`, ...reasons] };
    }
    if (stringAt(conditionOf(job, "Complete"), "status") === "True") return { ready: true, reasons: [] };
    if (stringAt(job, "status", "startTime") === "") {
        return { ready: false, status: `Waiting for Job "${qualifiedName(job)}" to start`, reasons };
    }
    const count = (key: string) => numberAt(job, "status", key) ?? 0;
    const counts = `(Active: ${count("active")} | Succeeded: ${count("succeeded")} | Failed: ${count("failed")})`;
    return { ready: false, status: `Waiting for Job "${qualifiedName(job)}" to succeed ${counts}`, reasons };
}

export const jobReadiness: Readiness = {
    related: (job) => ({
        pods: { served: observedKinds.pods, query: { labelSelector: `batch.kubernetes.io/job-name=${nameOf(job)}` } },
    }),
    judge: ({ object, related }) => judgeJob(object, related.pods),
    onRefresh: true,
};
