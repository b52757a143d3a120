import type { Input } from "@pulumi/pulumi";
import { objectLabels } from "./labels";
import { objectName, type Track } from "./names";
import type { PodExtrasArgs } from "./pod-extras";
import { containerSecurityContext, podSecurityContext, type SecurityArgs, securityAnnotations } from "./pod-security";
import { type HealthArgs, probes } from "./probes";
import { type ComputeResourcesArgs, containerResources, temporaryFiles } from "./resources";
import { type SchedulingArgs, scheduling } from "./scheduling";
import type { Timeouts } from "./timeouts";

/** What a server's pods are made of. */
export interface PodDescription {
    server: string;
    /** Which of the server's pods. */
    track?: Track;
    /** Readable version of what runs. */
    version?: Input<string>;
    image: Input<string>;
    port: number;
    /** Where the metrics are, when that is a port of their own. */
    metricsPort?: number;
    serviceAccountName: Input<string>;
    /** Variables by value. */
    environment: Record<string, string>;
    /** What other parts of the server add. */
    extras?: PodExtrasArgs;
    resources?: ComputeResourcesArgs;
    health?: HealthArgs;
    security?: SecurityArgs;
    scheduling?: SchedulingArgs;
    times: Timeouts;
}

/** Pod template of a server's Deployment: passes Pod Security `restricted`, and spreads over nodes and zones. */
export function podTemplate(pod: PodDescription) {
    const { podAnnotations, imagePullSecrets = [], volumes = [] } = pod.extras ?? {};
    const annotations = { ...securityAnnotations(pod.security), ...podAnnotations };
    return {
        metadata: {
            labels: {
                ...objectLabels(pod.server, pod.track),
                ...(pod.version !== undefined && { "app.kubernetes.io/version": pod.version }),
            },
            ...(Object.keys(annotations).length > 0 && { annotations }),
        },
        spec: {
            serviceAccountName: pod.serviceAccountName,
            // A server has no business with the Kubernetes API; the token for AWS (IRSA) is another one.
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurityContext(pod.security),
            terminationGracePeriodSeconds: pod.times.terminationGraceSeconds,
            ...scheduling(pod.server, pod.scheduling, pod.track),
            ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
            containers: [container(pod)],
            volumes: [{ name: "tmp", emptyDir: { sizeLimit: temporaryFiles(pod.resources) } }, ...volumes],
        },
    };
}

function container(pod: PodDescription) {
    const { env = [], envFrom = [], volumeMounts = [], imagePullPolicy, command, args } = pod.extras ?? {};
    return {
        name: objectName(pod.server),
        image: pod.image,
        // A digest is never another image: what a node has, it need not ask for again.
        imagePullPolicy: imagePullPolicy ?? "IfNotPresent",
        ...(command && { command }),
        ...(args && { args }),
        ports: [
            { name: "http", containerPort: pod.port, protocol: "TCP" },
            ...(pod.metricsPort === undefined
                ? []
                : [{ name: "metrics", containerPort: pod.metricsPort, protocol: "TCP" }]),
        ],
        env: [...Object.entries(pod.environment).map(([name, value]) => ({ name, value })), ...env],
        envFrom,
        resources: containerResources(pod.resources),
        securityContext: containerSecurityContext(pod.security),
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }, ...volumeMounts],
        ...probes(pod.health),
        ...lifecycle(pod.times.preStopSeconds),
    };
}

/** The kubelet waits by itself: an image need not have `sleep` (KEP-3960, Kubernetes 1.30). */
function lifecycle(seconds: number) {
    return seconds === 0 ? {} : { lifecycle: { preStop: { sleep: { seconds } } } };
}
