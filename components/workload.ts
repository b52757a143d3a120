import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { ConfigMap, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels, selectorLabels } from "./model/labels";
import { objectName, settingsObjectName } from "./model/names";
import { type NetworkArgs, networkPolicySpec } from "./model/network-rules";
import { podTemplate } from "./model/pod-template";
import type { HealthArgs } from "./model/probes";
import { problemText, refuse } from "./model/problem";
import type { ComputeResourcesArgs } from "./model/resources";
import { type ScalingArgs, scaling } from "./model/scaling";
import { serverEnvironment, settingsDigest } from "./model/server-environment";
import { type TelemetryArgs, telemetryEnvironment } from "./model/telemetry";
import { type TimeoutArgs, timeouts } from "./model/timeouts";
import { workloadProblems } from "./model/workload-rules";

/** How a server runs. */
export interface RuntimeArgs {
    /**
     * Port that the server listens on, told to it as PORT, 1024 to 65535; the Service has the same.
     * @default 8000
     */
    port?: number;
    /**
     * Path of the MCP endpoint, told to the server as MCP_PATH; not "/", which would publish metrics and probes too.
     * @default "/mcp"
     */
    path?: string;
    /**
     * Environment variables that are no secrets; the pods roll when one changes.
     * @default none
     */
    settings?: { [variable: string]: pulumi.Input<string> };
    /** How many pods there are. */
    scaling?: ScalingArgs;
    /** What a pod is promised, and what it may use. */
    resources?: ComputeResourcesArgs;
    /** Who may call the server, and whom it may call. */
    network?: NetworkArgs;
    /** How long streams live, and how pods end. */
    timeouts?: TimeoutArgs;
    /** Where the server tells how it is. */
    health?: HealthArgs;
    /** Where the server sends its traces. */
    telemetry?: TelemetryArgs;
}

/** A server's pods and what belongs to them. */
export interface WorkloadArgs extends RuntimeArgs {
    /** Namespace to run in. */
    namespace: pulumi.Input<string>;
    /** Image by digest. */
    image: pulumi.Input<string>;
    /**
     * Secret of the namespace whose entries become environment variables.
     * @default none
     */
    secretName?: pulumi.Input<string>;
    /**
     * ARN of the IAM role that the pods assume.
     * @default none
     */
    roleArn?: pulumi.Input<string>;
}

/** Runs a server: hardened pods, kept apart and scaled, behind a Service, cut off from all that is not named. */
export class Workload extends pulumi.ComponentResource {
    /** Name of the Service. */
    public readonly serviceName: pulumi.Output<string>;
    /** Port of the Service. */
    public readonly servicePort: pulumi.Output<number>;

    constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(workloadProblems(args).map((problem) => problemText(`workload "${name}"`, problem)));
        super("mcp-eks:index:Workload", name, args, opts);

        const { namespace, port = 8000, path = "/mcp", secretName, roleArn } = args;
        const times = timeouts(args.timeouts);
        const labels = objectLabels(name);
        const metadata = { name: objectName(name), namespace, labels };
        const selector = { matchLabels: selectorLabels(name) };

        const serviceAccount = new ServiceAccount(
            name,
            {
                metadata: { ...metadata, ...(roleArn && { annotations: { "eks.amazonaws.com/role-arn": roleArn } }) },
                automountServiceAccountToken: false,
            },
            { parent: this },
        );
        const networkPolicy = new NetworkPolicy(
            name,
            { metadata, spec: networkPolicySpec(name, args.network, args.telemetry?.otlpEndpoint) },
            { parent: this },
        );
        const settings = args.settings && settingsObject(name, namespace, args.settings, this);
        new Deployment(
            name,
            {
                metadata,
                spec: {
                    // No `replicas`: they are the autoscaler's, and a value here would undo its work on every `up`.
                    selector,
                    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                    minReadySeconds: 5,
                    progressDeadlineSeconds: times.rolloutSeconds,
                    revisionHistoryLimit: 3,
                    template: podTemplate({
                        server: name,
                        image: args.image,
                        port,
                        serviceAccountName: serviceAccount.metadata.name,
                        environment: {
                            ...serverEnvironment(name, port, path, times),
                            ...telemetryEnvironment(name, args.telemetry),
                        },
                        environmentFrom: [
                            ...(settings ? [{ configMapRef: { name: settings.metadata.name } }] : []),
                            ...(secretName ? [{ secretRef: { name: secretName } }] : []),
                        ],
                        resources: args.resources,
                        health: args.health,
                        times,
                    }),
                },
            },
            {
                parent: this,
                // Never a pod that the policy does not hold yet.
                dependsOn: [networkPolicy],
                customTimeouts: { create: `${times.rolloutSeconds}s`, update: `${times.rolloutSeconds}s` },
            },
        );
        const service = new Service(
            name,
            {
                // The Deployment's wait has proved the pods ready; the Service's own costs ten seconds more.
                metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
                spec: {
                    type: "ClusterIP",
                    selector: selectorLabels(name),
                    ports: [{ name: "http", port, targetPort: "http", protocol: "TCP" }],
                },
            },
            { parent: this },
        );
        // Never blocks a drain: minAvailable would at that number of pods, and pods that are not ready would by default.
        const budget = { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector };
        new PodDisruptionBudget(name, { metadata, spec: budget }, { parent: this });
        const { minReplicas, maxReplicas, targetCpuPercent } = scaling(args.scaling);
        new HorizontalPodAutoscaler(
            name,
            {
                metadata,
                spec: {
                    // By name, not by output: it scales from the first moment, not when the first pod is ready.
                    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: objectName(name) },
                    minReplicas,
                    maxReplicas,
                    metrics: [
                        {
                            type: "Resource",
                            resource: {
                                name: "cpu",
                                target: { type: "Utilization", averageUtilization: targetCpuPercent },
                            },
                        },
                    ],
                },
            },
            { parent: this },
        );

        this.serviceName = service.metadata.name;
        this.servicePort = pulumi.output(port);
        this.registerOutputs({ serviceName: this.serviceName, servicePort: this.servicePort });
    }
}

/** A ConfigMap named by its content: other settings are another object, so the pods roll, and back as well. */
function settingsObject(
    server: string,
    namespace: pulumi.Input<string>,
    settings: { [variable: string]: pulumi.Input<string> },
    parent: pulumi.Resource,
): ConfigMap {
    const name = pulumi.output(settings).apply((known) => settingsObjectName(server, settingsDigest(known)));
    const metadata = { name, namespace, labels: objectLabels(server) };
    return new ConfigMap(server, { metadata, data: settings, immutable: true }, { parent });
}
