import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { autoscaler, disruptionBudget } from "./autoscaling";
import { identityDestinations } from "./model/identity-network";
import { roleAnnotation } from "./model/identity-rules";
import { objectLabels, selectorLabels } from "./model/labels";
import { objectName } from "./model/names";
import { networkPolicySpec } from "./model/network-rules";
import { mergedExtras, type PodExtrasArgs } from "./model/pod-extras";
import { podTemplate } from "./model/pod-template";
import { problemText, refuse } from "./model/problem";
import type { RuntimeArgs } from "./model/runtime";
import { fixedReplicas, replicaBounds } from "./model/scaling";
import { secretExtras } from "./model/secret-delivery";
import { serverEnvironment } from "./model/server-environment";
import { serviceSpec } from "./model/service";
import { stdioExtras } from "./model/stdio";
import { telemetryEnvironment } from "./model/telemetry";
import { timeouts } from "./model/timeouts";
import { volumeExtras } from "./model/volumes";
import { workloadProblems } from "./model/workload-rules";
import { settingsFiles, settingsVariables } from "./workload-settings";

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
    /**
     * How the pods get their role, "irsa" or "podIdentity": what that needs is reachable for them.
     * @default no role, and nothing is opened for one
     */
    identityKind?: string;
    /**
     * Readable version of what runs, as a label of the pods.
     * @default none
     */
    version?: pulumi.Input<string>;
    /** What other parts of the server add to its pods. */
    pod?: PodExtrasArgs;
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

        const { namespace, port = 8000, secretName, roleArn, settings, settingsFiles: files = {} } = args;
        const times = timeouts(args.timeouts);
        const metadata = { name: objectName(name), namespace, labels: objectLabels(name) };
        const replicas = fixedReplicas(args);

        const serviceAccount = new ServiceAccount(
            name,
            {
                metadata: { ...metadata, ...(roleArn && { annotations: roleAnnotation(args.identityKind, roleArn) }) },
                automountServiceAccountToken: false,
            },
            { parent: this },
        );
        const spec = networkPolicySpec(name, args.network, {
            otlpEndpoint: args.telemetry?.otlpEndpoint,
            identity: identityDestinations(args.identityKind === "podIdentity" ? "podIdentity" : undefined),
        });
        const networkPolicy = new NetworkPolicy(name, { metadata, spec }, { parent: this });
        const extras = mergedExtras(
            settings && settingsVariables(name, namespace, settings, this),
            secretName === undefined ? undefined : secretExtras([{ secretName }]),
            Object.keys(files).length > 0 ? settingsFiles(name, namespace, files, this) : undefined,
            volumeExtras(args.volumes),
            args.pod,
            stdioExtras(args.stdio),
            { command: args.command, args: args.args },
        );
        const annotations = {
            ...extras.deploymentAnnotations,
            // Takes the number back from an autoscaler that was there before, or from whoever scaled by hand.
            ...(replicas !== undefined && { "pulumi.com/patchForce": "true" }),
        };
        new Deployment(
            name,
            {
                metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
                spec: {
                    replicas: replicas ?? replicaBounds(args.scaling).minReplicas,
                    selector: { matchLabels: selectorLabels(name) },
                    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                    minReadySeconds: 5,
                    progressDeadlineSeconds: times.rolloutSeconds,
                    revisionHistoryLimit: 3,
                    template: podTemplate({
                        server: name,
                        version: args.version,
                        image: args.image,
                        port,
                        serviceAccountName: serviceAccount.metadata.name,
                        environment: {
                            ...serverEnvironment(name, args, times),
                            ...telemetryEnvironment(name, args.telemetry),
                        },
                        extras,
                        resources: args.resources,
                        health: args.health,
                        security: args.security,
                        scheduling: args.scheduling,
                        times,
                    }),
                },
            },
            pulumi.mergeOptions(
                {
                    parent: this,
                    // Never a pod that the policy does not hold yet.
                    dependsOn: [networkPolicy],
                    customTimeouts: { create: `${times.rolloutSeconds}s`, update: `${times.rolloutSeconds}s` },
                    // Where there is an autoscaler the number is only the first one: `up` ends with that many pods, and
                    // the provider leaves a field that it ignores and another manager has set to that one.
                    ignoreChanges: replicas === undefined ? ["spec.replicas"] : [],
                },
                // What the workload waits for, its pods wait for; Pulumi does not hand that on to children.
                { dependsOn: opts?.dependsOn },
            ),
        );
        const service = new Service(
            name,
            {
                // The Deployment's wait has proved the pods ready; the Service's own costs ten seconds more.
                metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
                spec: serviceSpec(name, args, times),
            },
            { parent: this },
        );
        disruptionBudget(name, namespace, this);
        if (replicas === undefined) autoscaler(name, namespace, args, this);

        this.serviceName = service.metadata.name;
        this.servicePort = pulumi.output(port);
        this.registerOutputs({ serviceName: this.serviceName, servicePort: this.servicePort });
    }
}
