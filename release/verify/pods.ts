import type { V1Pod } from "@kubernetes/client-node";
import type { DeployedServer } from "../deployed";
import type { Kubernetes } from "./context";

/** Pods that the server's Service leads to, but for those that end. */
export async function serverPods({ core }: Kubernetes, { namespace, podLabels }: DeployedServer): Promise<V1Pod[]> {
    const labelSelector = Object.entries(podLabels)
        .map(([label, value]) => `${label}=${value}`)
        .join(",");
    const { items } = await core.listNamespacedPod({ namespace, labelSelector });
    const ended = ["Succeeded", "Failed"];
    return items.filter(
        ({ metadata, status }) => metadata?.deletionTimestamp === undefined && !ended.includes(status?.phase ?? ""),
    );
}

export const podName = ({ metadata }: V1Pod) => metadata?.name ?? "";

export const isReady = ({ status }: V1Pod) =>
    status?.conditions?.some(({ type, status: holds }) => type === "Ready" && holds === "True") ?? false;

/** Image of the server's own container; others may have been injected. */
export function serverImage(pod: Pick<V1Pod, "spec">, { objectName }: DeployedServer): string | undefined {
    const containers = pod.spec?.containers ?? [];
    return (containers.find(({ name }) => name === objectName) ?? containers[0])?.image;
}

/** Why a pod does not run: "ImagePullBackOff: …"; undefined when nothing is told. */
export function waitingReason({ status }: V1Pod): string | undefined {
    const waiting = status?.containerStatuses?.flatMap(({ state }) => state?.waiting ?? []) ?? [];
    const scheduling = status?.conditions?.find(
        ({ type, status: holds }) => type === "PodScheduled" && holds === "False",
    );
    const [reason, message] = waiting[0]
        ? [waiting[0].reason, waiting[0].message]
        : [scheduling?.reason, scheduling?.message];
    if (reason === undefined) return undefined;
    return message === undefined ? reason : `${reason}: ${message}`;
}
