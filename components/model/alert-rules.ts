import { type AlertArgs, alerts } from "./alerts";
import { objectName } from "./names";

/** The server that is watched, by the names that Prometheus knows it by. */
export interface WatchedServer {
    name: string;
    namespace: string;
    /** ExternalSecret that brings its secrets; undefined without secrets. */
    externalSecretName?: string;
}

/** One rule of Prometheus, as PrometheusRule and rule files write it. */
export interface AlertRule {
    alert: string;
    expr: string;
    for: string;
    labels: { severity: "critical" | "warning"; server: string; [name: string]: string };
    annotations: { summary: string; description: string };
}

/** Percentages and percentiles of fewer calls say nothing; within the five minutes that they are taken over. */
const fewestCalls = 10;

/** `spec` of a PrometheusRule, and the content of a rule file alike. */
export function ruleGroups(server: WatchedServer, args: AlertArgs = {}) {
    return { groups: [{ name: `${server.namespace}/${objectName(server.name)}`, rules: alertRules(server, args) }] };
}

/** Alerts on what callers notice, and on what will soon be noticed. */
export function alertRules(server: WatchedServer, args: AlertArgs = {}): AlertRule[] {
    const { errorPercent, p95Seconds, p99Seconds, restarts, labels } = alerts(args);
    const object = objectName(server.name);
    const namespace = `namespace="${server.namespace}"`;
    // Labels that the Prometheus Operator gives to every series of the server's Service.
    const target = `${namespace},service="${object}"`;
    // A Deployment's pods are called <deployment>-<hash>-<five characters>; more dashes are another server's.
    const pods = `${namespace},pod=~"${object}-[0-9a-z]+-[0-9a-z]{5}"`;
    const autoscaler = `${namespace},horizontalpodautoscaler="${object}"`;
    const calls = `sum(increase(mcp_requests_total{${target}}[5m]))`;
    const rule = (
        alert: string,
        severity: "critical" | "warning",
        expr: string,
        minutes: number,
        summary: string,
        description: string,
    ): AlertRule => ({
        alert,
        expr,
        for: `${minutes}m`,
        labels: { ...labels, severity, server: server.name },
        annotations: { summary: `MCP server ${server.name} ${summary}`, description },
    });
    const slow = (percentile: number, seconds: number) =>
        `histogram_quantile(0.${percentile}, sum by (le) (rate(mcp_request_duration_seconds_bucket{${target}}[5m]))) > ${seconds} and on () ${calls} >= ${fewestCalls}`;
    return [
        rule(
            "McpServerDown",
            "critical",
            `absent(up{${target}} == 1)`,
            2,
            "is down",
            `Prometheus reaches no pod of ${server.namespace}/${object}.`,
        ),
        rule(
            "McpServerNotReady",
            "critical",
            `kube_deployment_status_replicas_available{${namespace},deployment="${object}"} == 0`,
            2,
            "has no pod that is ready",
            `No replica of ${server.namespace}/${object} is available.`,
        ),
        rule(
            "McpServerErrors",
            "warning",
            `100 * sum(rate(mcp_requests_total{${target},status="error"}[5m])) / sum(rate(mcp_requests_total{${target}}[5m])) > ${errorPercent} and on () ${calls} >= ${fewestCalls}`,
            5,
            "fails tool calls",
            `{{ printf "%.1f" $value }} percent of the tool calls of five minutes failed; ${errorPercent} are allowed.`,
        ),
        rule(
            "McpServerSlowP95",
            "warning",
            slow(95, p95Seconds),
            10,
            "is slow",
            `95 of 100 tool calls took up to {{ printf "%.1f" $value }} s; ${p95Seconds} are allowed.`,
        ),
        rule(
            "McpServerSlowP99",
            "warning",
            slow(99, p99Seconds),
            10,
            "has slow tool calls",
            `99 of 100 tool calls took up to {{ printf "%.1f" $value }} s; ${p99Seconds} are allowed.`,
        ),
        rule(
            "McpServerRestarts",
            "warning",
            `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{${pods}}[15m])) > ${restarts}`,
            1,
            "restarts again and again",
            `Pod {{ $labels.pod }} restarted {{ printf "%.0f" $value }} times within 15 minutes; ${restarts} are allowed.`,
        ),
        rule(
            "McpServerCrashLoop",
            "critical",
            `max by (namespace, pod) (max_over_time(kube_pod_container_status_waiting_reason{${pods},reason="CrashLoopBackOff"}[5m])) > 0`,
            5,
            "crashes",
            "Pod {{ $labels.pod }} ends soon after each start.",
        ),
        rule(
            "McpServerAtMaxReplicas",
            "warning",
            `kube_horizontalpodautoscaler_status_current_replicas{${autoscaler}} >= on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_spec_max_replicas{${autoscaler}} > on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_spec_min_replicas{${autoscaler}}`,
            15,
            "cannot be scaled any further",
            "The autoscaler has been at maxReplicas ({{ $value }}) for 15 minutes.",
        ),
        ...(server.externalSecretName === undefined
            ? []
            : [
                  rule(
                      "McpServerSecretsNotSynced",
                      "warning",
                      notSynced(server.namespace, server.externalSecretName),
                      10,
                      "does not get its secrets",
                      `ExternalSecret ${server.namespace}/${server.externalSecretName} is not synced.`,
                  ),
              ]),
    ];
}

/** Prometheus renames the operator's label `namespace` unless its ServiceMonitor honours labels. */
function notSynced(namespace: string, name: string): string {
    const condition = (label: string) =>
        `externalsecret_status_condition{${label}="${namespace}",name="${name}",condition="Ready",status="False"}`;
    return `(${condition("namespace")} or ${condition("exported_namespace")}) == 1`;
}
