import type { Input } from "@pulumi/pulumi";
import { objectLabels, selectorLabels } from "./labels";
import { objectName } from "./names";
import { containerSecurityContext, podSecurityContext } from "./pod-security";
import { type HealthArgs, probes } from "./probes";
import { type ComputeResourcesArgs, containerResources, temporaryFilesLimit } from "./resources";
import type { Timeouts } from "./timeouts";

/** What a server's pods are made of. */
export interface PodDescription {
    server: string;
    image: Input<string>;
    port: number;
    serviceAccountName: Input<string>;
    /** Variables by value. */
    environment: Record<string, string>;
    /** Variables from a ConfigMap and a Secret. */
    environmentFrom: { configMapRef?: { name: Input<string> }; secretRef?: { name: Input<string> } }[];
    resources?: ComputeResourcesArgs;
    health?: HealthArgs;
    times: Timeouts;
}

/** Pod template of a server's Deployment: passes Pod Security `restricted`, and spreads over nodes and zones. */
export function podTemplate(pod: PodDescription) {
    return {
        metadata: { labels: objectLabels(pod.server) },
        spec: {
            serviceAccountName: pod.serviceAccountName,
            // A server has no business with the Kubernetes API; the token for AWS (IRSA) is another one.
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurityContext(),
            terminationGracePeriodSeconds: pod.times.terminationGraceSeconds,
            affinity: apartByHost(pod.server),
            topologySpreadConstraints: [evenlyByZone(pod.server)],
            containers: [container(pod)],
            volumes: [{ name: "tmp", emptyDir: { sizeLimit: temporaryFilesLimit } }],
        },
    };
}

function container(pod: PodDescription) {
    return {
        name: objectName(pod.server),
        image: pod.image,
        // A digest is never another image: what a node has, it need not ask for again.
        imagePullPolicy: "IfNotPresent",
        ports: [{ name: "http", containerPort: pod.port, protocol: "TCP" }],
        env: Object.entries(pod.environment).map(([name, value]) => ({ name, value })),
        envFrom: pod.environmentFrom,
        resources: containerResources(pod.resources),
        securityContext: containerSecurityContext(),
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
        ...probes(pod.health),
    };
}

/** Preferred, not required: on a cluster of one node all pods must run there. */
function apartByHost(server: string) {
    const podAffinityTerm = {
        labelSelector: { matchLabels: selectorLabels(server) },
        topologyKey: "kubernetes.io/hostname",
    };
    return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } };
}

function evenlyByZone(server: string) {
    return {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: selectorLabels(server) },
        // Without it the pods of the version before count, and a rollout ends up lopsided.
        matchLabelKeys: ["pod-template-hash"],
    };
}
