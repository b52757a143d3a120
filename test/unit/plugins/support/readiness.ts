import type { KubeObject } from "../../../../local/plugins/kubernetes/object";
import type { View } from "../../../../local/plugins/kubernetes/readiness/verdict";
import type { Properties } from "../../../../local/plugins/shared";

/** What a judgement of readiness is given, five seconds into the wait. */
export const view = (object: KubeObject, related: Record<string, KubeObject[]> = {}, settled = true): View => ({
    object,
    related,
    secondsWaiting: 5,
    settled: () => settled,
});

/** An entry of status.conditions. */
export const condition = (type: string, status: string, reason = "", message = ""): Properties => ({
    type,
    status,
    reason,
    message,
});
