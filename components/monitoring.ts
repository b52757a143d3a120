import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels, selectorLabels } from "./model/labels";
import { objectName } from "./model/names";

/** How a server's metrics are collected. */
export interface MetricsArgs {
    /**
     * Release of kube-prometheus-stack whose Prometheus collects: the ServiceMonitor's label `release`.
     * @default "kube-prometheus"
     */
    release?: pulumi.Input<string>;
}

/** What is monitored. */
export interface MonitoringArgs extends MetricsArgs {
    /** Namespace of the server's Service. */
    namespace: pulumi.Input<string>;
}

const metricsPath = "/metrics";
const scrapeInterval = "30s";

/** Has Prometheus collect a server's metrics: a ServiceMonitor of the Prometheus Operator. */
export class Monitoring extends pulumi.ComponentResource {
    /** Name of the ServiceMonitor. */
    public readonly serviceMonitorName: pulumi.Output<string>;

    constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
        super("mcp-eks:index:Monitoring", name, args, opts);

        const serviceMonitor = new CustomResource(
            name,
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "ServiceMonitor",
                metadata: {
                    name: objectName(name),
                    namespace: args.namespace,
                    labels: { ...objectLabels(name), release: args.release ?? "kube-prometheus" },
                },
                spec: {
                    selector: { matchLabels: selectorLabels(name) },
                    endpoints: [{ port: "http", path: metricsPath, interval: scrapeInterval }],
                },
            },
            { parent: this },
        );

        this.serviceMonitorName = serviceMonitor.metadata.apply((metadata) => metadata.name ?? objectName(name));
        this.registerOutputs({ serviceMonitorName: this.serviceMonitorName });
    }
}
