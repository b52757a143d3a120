import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { disruptionBudget } from "./autoscaling";
import { identityDestinations } from "./model/identity-network";
import { objectLabels, selectorLabels } from "./model/labels";
import { metricsEnvironment } from "./model/metrics-port";
import { objectName, resourceName, type Track } from "./model/names";
import { networkPolicySpec } from "./model/network-rules";
import type { PodExtrasArgs } from "./model/pod-extras";
import { podTemplate } from "./model/pod-template";
import type { RuntimeArgs } from "./model/runtime";
import { replicaBounds } from "./model/scaling";
import { serverEnvironment } from "./model/server-environment";
import { serviceSpec } from "./model/service";
import { telemetryEnvironment } from "./model/telemetry";
import { timeouts } from "./model/timeouts";

/** What all pods of a server have in common, whichever version they run. */
export interface ServerPods extends RuntimeArgs {
    server: string;
    namespace: pulumi.Input<string>;
    serviceAccountName: pulumi.Input<string>;
    identityKind?: string;
    authServerUrls?: string[];
    metricsPort?: number;
    extras: PodExtrasArgs;
    /** What the pods wait for beside their NetworkPolicy. */
    dependsOn: pulumi.ComponentResourceOptions["dependsOn"];
}

/** What sets the pods of one version apart. */
export interface PodVersion {
    track: Track;
    /** By digest. */
    image: pulumi.Input<string>;
    version?: pulumi.Input<string>;
    /** Undefined where the number is the autoscaler's. */
    replicas?: number;
    /** Paths of the Deployment whose values stay as they are. */
    keeps?: string[];
}

/** Pods of one version of a server, behind a Service, cut off from all that is not named. */
export function serverPods(
    pods: ServerPods,
    version: PodVersion,
    parent: pulumi.Resource,
): { deployment: Deployment; service: Service } {
    const { server, namespace, port = 8000, extras } = pods;
    const { track, replicas, keeps = [] } = version;
    const times = timeouts(pods.timeouts);
    const name = resourceName(server, track);
    // The monitor and the people that look for a server's objects find those of its canary as well.
    const metadata = { name: objectName(server, track), namespace, labels: objectLabels(server) };

    const spec = networkPolicySpec(
        server,
        pods.network,
        {
            metricsPort: pods.metricsPort,
            otlpEndpoint: pods.telemetry?.otlpEndpoint,
            identity: identityDestinations(pods.identityKind === "podIdentity" ? "podIdentity" : undefined),
            authServerUrls: pods.authServerUrls,
        },
        track,
    );
    const networkPolicy = new NetworkPolicy(name, { metadata, spec }, { parent });
    const annotations = {
        ...extras.deploymentAnnotations,
        // Takes the number back from an autoscaler that was there before, or from whoever scaled by hand.
        ...(replicas !== undefined && { "pulumi.com/patchForce": "true" }),
    };
    const timeout = `${times.rolloutSeconds}s`;
    const deployment = new Deployment(
        name,
        {
            metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
            spec: {
                replicas: replicas ?? replicaBounds(pods.scaling).minReplicas,
                selector: { matchLabels: selectorLabels(server, track) },
                strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                minReadySeconds: 5,
                progressDeadlineSeconds: times.rolloutSeconds,
                revisionHistoryLimit: 3,
                template: podTemplate({
                    server,
                    track,
                    version: version.version,
                    image: version.image,
                    port,
                    metricsPort: pods.metricsPort,
                    serviceAccountName: pods.serviceAccountName,
                    environment: {
                        ...serverEnvironment(server, pods, times),
                        ...metricsEnvironment(pods.metricsPort),
                        ...telemetryEnvironment(server, pods.telemetry),
                    },
                    extras,
                    resources: pods.resources,
                    health: pods.health,
                    security: pods.security,
                    scheduling: pods.scheduling,
                    times,
                }),
            },
        },
        pulumi.mergeOptions(
            {
                parent,
                // Never a pod that the policy does not hold yet.
                dependsOn: [networkPolicy],
                customTimeouts: {
                    create: timeout,
                    update: timeout,
                    // A canary that goes has streams to end first.
                    ...(track === "canary" && { delete: `${times.terminationGraceSeconds + times.rolloutSeconds}s` }),
                },
                // Where there is an autoscaler the number is only the first one: `up` ends with that many pods, and
                // the provider leaves a field that it ignores and another manager has set to that one.
                ignoreChanges: [...(replicas === undefined ? ["spec.replicas"] : []), ...keeps],
            },
            { dependsOn: pods.dependsOn },
        ),
    );
    const service = new Service(
        name,
        {
            // The Deployment's wait has proved the pods ready; the Service's own costs ten seconds more.
            metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
            // A port of the nodes is one Service's.
            spec: serviceSpec(server, { ...pods, ...(track === "canary" && { nodePort: undefined }) }, times, track),
        },
        { parent },
    );
    disruptionBudget(server, namespace, parent, track);
    return { deployment, service };
}
