import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { objectLabels, selectorLabels } from "./model/labels";
import { objectName, resourceName, type Track } from "./model/names";
import { autoscalerSpec, type ScalingArgs } from "./model/scaling";

/** Holds a server's number of pods between its bounds, as the load asks for. */
export function autoscaler(
    server: string,
    namespace: pulumi.Input<string>,
    { scaling, era }: { scaling?: ScalingArgs; era?: string },
    parent: pulumi.Resource,
): HorizontalPodAutoscaler {
    const metadata = { name: objectName(server), namespace, labels: objectLabels(server) };
    // By name, not by output: it scales from the first moment, not when the first pod is ready.
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: objectName(server) };
    return new HorizontalPodAutoscaler(
        server,
        { metadata, spec: { scaleTargetRef, ...autoscalerSpec(scaling, era) } },
        { parent },
    );
}

/** Lets a node be drained one pod at a time, whatever their number, and at once of pods that are broken. */
export function disruptionBudget(
    server: string,
    namespace: pulumi.Input<string>,
    parent: pulumi.Resource,
    track: Track = "stable",
): PodDisruptionBudget {
    const metadata = { name: objectName(server, track), namespace, labels: objectLabels(server) };
    const selector = { matchLabels: selectorLabels(server, track) };
    // Never blocks a drain: minAvailable would at that number of pods, and pods that are not ready would by default.
    const spec = { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector };
    return new PodDisruptionBudget(resourceName(server, track), { metadata, spec }, { parent });
}
