import { isObject } from "../../shared";
import {
    conditionOf,
    type KubeObject,
    listAt,
    nameOf,
    namespaceOf,
    numberAt,
    objectAt,
    stringAt,
    valueAt,
} from "../object";
import type { Readiness, Verdict } from "./verdict";

/** `namespace/name`, without the namespace where it is "default". */
export function qualifiedName(object: KubeObject): string {
    const namespace = namespaceOf(object);
    return namespace && namespace !== "default" ? `${namespace}/${nameOf(object)}` : nameOf(object);
}

function containerProblems(status: KubeObject): string[] {
    if (valueAt(status, "ready") === true) return [];
    const problems: string[] = [];
    const waiting = objectAt(status, "state", "waiting");
    const reason = stringAt(waiting, "reason");
    if (reason !== "" && reason !== "ContainerCreating" && reason !== "PodInitializing") {
        problems.push(`[${reason}] ${stringAt(waiting, "message")}`.trimEnd());
    }
    const ended = objectAt(status, "state", "terminated");
    if (stringAt(ended, "reason") !== "") {
        const message = stringAt(ended, "message");
        problems.push(
            message
                ? `[${stringAt(ended, "reason")}] ${message}`
                : `container "${stringAt(status, "name")}" completed with exit code ${numberAt(ended, "exitCode") ?? "?"}`,
        );
    }
    const last = objectAt(status, "lastState", "terminated");
    if (Object.keys(last).length > 0) {
        const exit = `${stringAt(last, "reason")}: exit code ${numberAt(last, "exitCode") ?? "?"}`;
        const message = stringAt(last, "message");
        problems.push(
            `container "${stringAt(status, "name")}" terminated at ${stringAt(last, "finishedAt")} (${exit})`,
        );
        if (message) problems.push(message);
    }
    return problems;
}

interface Problem {
    text: string;
    /** Whether it is more than not being ready yet, as every pod is at first. */
    isTrouble: boolean;
}

function problemOf(pod: KubeObject): Problem | undefined {
    const prefix = `[Pod ${qualifiedName(pod)}]:`;
    const scheduled = conditionOf(pod, "PodScheduled");
    if (scheduled && stringAt(scheduled, "status") !== "True") {
        const message = stringAt(scheduled, "message");
        return message
            ? { text: `${prefix} [${stringAt(scheduled, "reason")}] ${message}`, isTrouble: true }
            : undefined;
    }
    const ready = conditionOf(pod, "Ready");
    if (!ready || stringAt(ready, "status") === "True" || stringAt(pod, "status", "phase") === "Succeeded")
        return undefined;
    const statuses = [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")];
    const details = statuses.flatMap((status) => (isObject(status) ? containerProblems(status) : []));
    const parts = [stringAt(ready, "message"), ...details].filter((part) => part !== "");
    return parts.length > 0 ? { text: `${prefix} ${parts.join(" ")}`, isTrouble: details.length > 0 } : undefined;
}

/** Why a pod is not ready: not scheduled, image not pulled, crashing, failing its probe. Empty when it is, or just starts. */
export function podProblems(pod: KubeObject): string[] {
    const problem = problemOf(pod);
    return problem ? [problem.text] : [];
}

/** The problems that are worth showing while pods are still starting. */
export function podTroubles(pod: KubeObject): string[] {
    const problem = problemOf(pod);
    return problem?.isTrouble ? [problem.text] : [];
}

function isTrue(pod: KubeObject, condition: string): boolean {
    return stringAt(conditionOf(pod, condition), "status") === "True";
}

export function judgePod(pod: KubeObject): Verdict {
    const name = qualifiedName(pod);
    const succeeded = stringAt(pod, "status", "phase") === "Succeeded";
    const reasons = podProblems(pod);
    if (!isTrue(pod, "PodScheduled"))
        return { ready: false, status: `Waiting for Pod "${name}" to be scheduled`, reasons };
    if (!isTrue(pod, "Initialized") && !succeeded) {
        return { ready: false, status: `Waiting for Pod "${name}" to be initialized`, reasons };
    }
    if (isTrue(pod, "Ready") || succeeded) return { ready: true, reasons: [] };
    return { ready: false, status: reasons[0] ?? `Waiting for Pod "${name}" to be ready`, reasons };
}

export const podReadiness: Readiness = { judge: ({ object }) => judgePod(object), onRefresh: true };
