import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { ruleGroups } from "./model/alert-rules";
import { type AlertArgs, alerts } from "./model/alerts";
import { objectLabels, selectorLabels } from "./model/labels";
import { metricsPortName } from "./model/metrics-port";
import { monitoringProblems } from "./model/monitoring-rules";
import { monitorName, objectName } from "./model/names";
import { problemText, refuse } from "./model/problem";

/** How a server's metrics are collected, and when people are told. */
export interface MetricsArgs {
    /**
     * Release of kube-prometheus-stack whose Prometheus collects: the label `release` of ServiceMonitor and
     * PrometheusRule.
     * @default "kube-prometheus"
     */
    release?: pulumi.Input<string>;
    /**
     * Port of the metrics, told to the server as METRICS_PORT, 1024 to 65535; the Service has the same, and lets in
     * Prometheus alone.
     * @default the server's own
     */
    port?: number;
    /**
     * Path of the metrics, in Prometheus' text format.
     * @default "/metrics"
     */
    path?: pulumi.Input<string>;
    /**
     * How often they are collected: "15s", "1m".
     * @default "30s"
     */
    interval?: pulumi.Input<string>;
    /**
     * Namespace of ServiceMonitor and PrometheusRule, where Prometheus looks for them in one namespace only:
     * "monitoring".
     * @default the server's
     */
    monitorNamespace?: pulumi.Input<string>;
    /**
     * When people are told that something is wrong.
     * @default with the defaults of AlertArgs
     */
    alerts?: AlertArgs;
}

/** What is monitored. */
export interface MonitoringArgs extends MetricsArgs {
    /** Namespace of the server's Service. */
    namespace: pulumi.Input<string>;
    /**
     * ExternalSecret of the server, to be told when it is not synced.
     * @default none: the server has no secrets
     */
    externalSecretName?: pulumi.Input<string>;
}

/** Has Prometheus collect a server's metrics and judge them: a ServiceMonitor and a PrometheusRule. */
export class Monitoring extends pulumi.ComponentResource {
    /** Name of the ServiceMonitor. */
    public readonly serviceMonitorName: pulumi.Output<string>;
    /** Name of the PrometheusRule; undefined without alerts. */
    public readonly prometheusRuleName: pulumi.Output<string> | undefined;

    constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(monitoringProblems(args).map((problem) => problemText(`monitoring of "${name}"`, problem)));
        super("mcp-eks:index:Monitoring", name, args, opts);

        const { namespace, monitorNamespace = namespace } = args;
        const metadata = {
            name: pulumi
                .all([namespace, monitorNamespace])
                .apply(([servers, monitors]) => monitorName(name, servers, monitors)),
            namespace: monitorNamespace,
            labels: { ...objectLabels(name), release: args.release ?? "kube-prometheus" },
        };
        const serviceMonitor = new CustomResource(
            name,
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "ServiceMonitor",
                metadata,
                spec: {
                    ...(args.monitorNamespace && { namespaceSelector: { matchNames: [namespace] } }),
                    selector: { matchLabels: selectorLabels(name) },
                    endpoints: [
                        {
                            port: metricsPortName(args.port),
                            path: args.path ?? "/metrics",
                            interval: args.interval ?? "30s",
                            // The operator's own label `endpoint` (the port's name) would rename that of the metrics.
                            relabelings: [{ action: "labeldrop", regex: "endpoint" }],
                        },
                    ],
                },
            },
            { parent: this },
        );
        const rule = alerts(args.alerts).enabled
            ? new CustomResource(
                  name,
                  {
                      apiVersion: "monitoring.coreos.com/v1",
                      kind: "PrometheusRule",
                      metadata,
                      spec: pulumi
                          .all([namespace, args.externalSecretName])
                          .apply(([servers, externalSecretName]) =>
                              ruleGroups({ name, namespace: servers, externalSecretName }, args.alerts),
                          ),
                  },
                  { parent: this },
              )
            : undefined;

        this.serviceMonitorName = serviceMonitor.metadata.apply((found) => found.name ?? objectName(name));
        this.prometheusRuleName = rule?.metadata.apply((found) => found.name ?? objectName(name));
        this.registerOutputs({
            serviceMonitorName: this.serviceMonitorName,
            prometheusRuleName: this.prometheusRuleName,
        });
    }
}
