import { observedKinds } from "../kinds";
import { conditionOf, type KubeObject, listAt, numberAt, objectAt, stringAt } from "../object";
import { podProblems, podTroubles } from "./pod";
import type { Readiness, Verdict, View } from "./verdict";

const REVISION = "deployment.kubernetes.io/revision";

const revisionOf = (object: KubeObject | undefined) => stringAt(object, "metadata", "annotations", REVISION);

function isOwnedBy(object: KubeObject, owner: KubeObject | undefined): boolean {
    const uid = stringAt(owner, "metadata", "uid");
    return (
        uid !== "" &&
        listAt(object, "metadata", "ownerReferences").some((reference) => stringAt(reference, "uid") === uid)
    );
}

/** `matchLabels` as a selector of the API; a Deployment that selects by expressions has its pods found by owner alone. */
function labelSelector(deployment: KubeObject): Record<string, string> {
    const labels = Object.entries(objectAt(deployment, "spec", "selector", "matchLabels"));
    const selector = labels.map(([key, value]) => `${key}=${String(value)}`).join(",");
    return selector === "" ? {} : { labelSelector: selector };
}

/** A condition that should be true and is not, as `[reason] message`. */
function falseCondition(deployment: KubeObject, type: string, expected = "True"): string[] {
    const condition = conditionOf(deployment, type);
    const message = stringAt(condition, "message");
    if (!condition || stringAt(condition, "status") === expected || message === "") return [];
    return [`[${stringAt(condition, "reason")}] ${message}`];
}

/** The rollout of the newest revision is complete: the official provider's conditions, and kubectl rollout status's. */
export function judgeDeployment({ object: deployment, related }: View): Verdict {
    if (numberAt(deployment, "status", "observedGeneration") !== numberAt(deployment, "metadata", "generation")) {
        return { ready: false, reasons: ["the Deployment controller has not yet taken note of the change"] };
    }
    const wanted = numberAt(deployment, "spec", "replicas") ?? 1;
    const updated = numberAt(deployment, "status", "updatedReplicas") ?? 0;
    const available = numberAt(deployment, "status", "availableReplicas") ?? 0;
    const isAvailable = stringAt(conditionOf(deployment, "Available"), "status") === "True";
    const progressing = conditionOf(deployment, "Progressing");
    const rolledOut =
        stringAt(progressing, "status") === "True" && stringAt(progressing, "reason") === "NewReplicaSetAvailable";
    const old = (numberAt(deployment, "status", "replicas") ?? 0) - updated;
    const replicaSets = (related.replicaSets ?? []).filter((candidate) => isOwnedBy(candidate, deployment));
    const replicaSet = replicaSets.find((candidate) => revisionOf(candidate) === revisionOf(deployment));
    const firstRevision = revisionOf(deployment) === "1";
    if (isAvailable && (rolledOut || firstRevision) && updated >= wanted && available >= wanted && old <= 0) {
        return { ready: true, reasons: [] };
    }
    const pods = (related.pods ?? []).filter((pod) => isOwnedBy(pod, replicaSet));
    const [trouble] = pods.flatMap(podTroubles);
    const newlyAvailable = numberAt(replicaSet, "status", "availableReplicas") ?? 0;
    const waiting = `Waiting for app ReplicaSet to be available (${newlyAvailable}/${wanted} Pods available)`;
    return {
        ready: false,
        status: trouble ? `${waiting}: ${trouble}` : waiting,
        reasons: [
            ...falseCondition(deployment, "Progressing"),
            ...falseCondition(deployment, "Available"),
            ...falseCondition(deployment, "ReplicaFailure", "False"),
            summary(isAvailable, rolledOut || firstRevision),
            ...pods.flatMap(podProblems),
        ],
    };
}

function summary(isAvailable: boolean, rolledOut: boolean): string {
    if (!isAvailable) return "Minimum number of live Pods was not attained";
    if (!rolledOut) return "Minimum number of Pods to consider the application live was not attained";
    return "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live";
}

export const deploymentReadiness: Readiness = {
    related: (deployment) => ({
        replicaSets: { served: observedKinds.replicaSets, query: labelSelector(deployment) },
        pods: { served: observedKinds.pods, query: labelSelector(deployment) },
    }),
    judge: judgeDeployment,
    onRefresh: true,
};
