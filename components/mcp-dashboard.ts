import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { dashboard, dashboardLabels, dashboardName } from "./model/dashboard";
import { namespaceProblems } from "./model/network-rules";
import { problemText, refuse } from "./model/problem";

/** Whose servers a dashboard shows, and where Grafana finds it. */
export interface McpDashboardArgs {
    /** Namespace of the servers. */
    namespace: pulumi.Input<string>;
    /**
     * Namespace of the ConfigMap, where Grafana looks for dashboards in one namespace only: "monitoring".
     * @default the servers'
     */
    dashboardNamespace?: pulumi.Input<string>;
}

/** A Grafana dashboard of the MCP servers of a namespace: calls, errors, durations, connections, rate limits. */
export class McpDashboard extends pulumi.ComponentResource {
    /** Name of the ConfigMap. */
    public readonly configMapName: pulumi.Output<string>;

    constructor(name: string, args: McpDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
        const { namespace, dashboardNamespace = namespace } = args;
        const problems = [
            ...namespaceProblems("namespace", namespace),
            ...namespaceProblems("dashboardNamespace", dashboardNamespace),
        ];
        refuse(problems.map((problem) => problemText(`dashboard "${name}"`, problem)));
        super("mcp-eks:index:McpDashboard", name, args, opts);

        const labels = { "app.kubernetes.io/part-of": "mcp-servers", "app.kubernetes.io/managed-by": "pulumi" };
        const configMap = new ConfigMap(
            name,
            {
                metadata: {
                    name: pulumi.output(namespace).apply(dashboardName),
                    namespace: dashboardNamespace,
                    labels: { ...labels, ...dashboardLabels },
                },
                data: {
                    "mcp-servers.json": pulumi
                        .output(namespace)
                        .apply((known) => JSON.stringify(dashboard(known), undefined, 2)),
                },
            },
            { parent: this },
        );

        this.configMapName = configMap.metadata.name;
        this.registerOutputs({ configMapName: this.configMapName });
    }
}
