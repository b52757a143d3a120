import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { autoscaler } from "./autoscaling";
import { canaryReplicas, type WorkloadCanaryArgs } from "./model/canary";
import { roleAnnotation } from "./model/identity-rules";
import { objectLabels } from "./model/labels";
import { objectName } from "./model/names";
import { mergedExtras, type PodExtrasArgs } from "./model/pod-extras";
import { problemText, refuse } from "./model/problem";
import type { RuntimeArgs } from "./model/runtime";
import { fixedReplicas } from "./model/scaling";
import { secretExtras } from "./model/secret-delivery";
import { stdioExtras } from "./model/stdio";
import { volumeExtras } from "./model/volumes";
import { workloadProblems } from "./model/workload-rules";
import { serverPods } from "./server-pods";
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
     * URLs of the issuer of tokens that the pods call: the way there is opened, where it is no public one.
     * @default none
     */
    authServerUrls?: string[];
    /**
     * Port of the metrics, told to the server as METRICS_PORT: Prometheus is let in there, and not at the server's own.
     * @default the server's own
     */
    metricsPort?: number;
    /**
     * Readable version of what runs, as a label of the pods.
     * @default none
     */
    version?: pulumi.Input<string>;
    /** What other parts of the server add to its pods. */
    pod?: PodExtrasArgs;
    /** A new version that is tried out beside `image`; the pods that stay keep their version label while it is there. */
    canary?: WorkloadCanaryArgs;
}

const versionLabelPath = 'spec.template.metadata.labels["app.kubernetes.io/version"]';

/** Runs a server: hardened pods, kept apart and scaled, behind a Service, cut off from all that is not named. */
export class Workload extends pulumi.ComponentResource {
    /** Name of the Service. */
    public readonly serviceName: pulumi.Output<string>;
    /** Port of the Service. */
    public readonly servicePort: pulumi.Output<number>;
    /** Name of the Service of the pods that run the new image; undefined without them. */
    public readonly canaryServiceName: pulumi.Output<string> | undefined;

    constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(workloadProblems(args).map((problem) => problemText(`workload "${name}"`, problem)));
        super("mcp-eks:index:Workload", name, args, opts);

        const { namespace, port = 8000, secretName, roleArn, settings, settingsFiles: files = {} } = args;
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
        const extras = mergedExtras(
            settings && settingsVariables(name, namespace, settings, this),
            secretName === undefined ? undefined : secretExtras([{ secretName }]),
            Object.keys(files).length > 0 ? settingsFiles(name, namespace, files, this) : undefined,
            volumeExtras(args.volumes),
            args.pod,
            stdioExtras(args.stdio),
            { command: args.command, args: args.args },
        );
        const { canary, scaling } = args;
        const pods = {
            ...args,
            server: name,
            serviceAccountName: serviceAccount.metadata.name,
            extras,
            // What the workload waits for, its pods wait for; Pulumi does not hand that on to children.
            dependsOn: opts?.dependsOn,
        };
        const { service } = serverPods(
            pods,
            {
                track: "stable",
                image: args.image,
                version: args.version,
                replicas,
                // The version is the new image's, which these pods do not run yet.
                keeps: canary && [versionLabelPath],
            },
            this,
        );
        if (replicas === undefined) autoscaler(name, namespace, args, this);
        const tried =
            canary?.weightPercent === undefined
                ? undefined
                : serverPods(
                      pods,
                      {
                          track: "canary",
                          image: canary.image,
                          version: canary.version,
                          replicas: canaryReplicas({ replicas, scaling }, canary.weightPercent),
                      },
                      this,
                  );

        this.serviceName = service.metadata.name;
        this.servicePort = pulumi.output(port);
        // Takes a value of the Deployment: who leads calls there waits until the pods are ready, and goes before they do.
        this.canaryServiceName =
            tried &&
            pulumi
                .all([tried.service.metadata.name, tried.deployment.metadata.name])
                .apply(([serviceName]) => serviceName);
        this.registerOutputs({
            serviceName: this.serviceName,
            servicePort: this.servicePort,
            canaryServiceName: this.canaryServiceName,
        });
    }
}
