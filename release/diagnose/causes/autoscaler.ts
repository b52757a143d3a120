import { type Cause, run, setKey } from "../cause";
import { type Evidence, isUnread } from "../evidence";
import { condition } from "../objects";

/** An autoscaler that cannot see the load. */
export function autoscaler(evidence: Evidence): Cause[] {
    const { expected, autoscaler: found, server, namespace } = evidence;
    if (!expected.scales || found === undefined || isUnread(evidence, "horizontalpodautoscaler")) return [];
    const active = condition(found, "ScalingActive");
    const able = condition(found, "AbleToScale");
    const failed = [active, able].find((one) => one?.status === "False" && one.reason !== "ScalingDisabled");
    if (failed === undefined) return [];
    const isMetric = /Metric/.test(failed.reason ?? "");
    const isOwn = /PodsMetric|ObjectMetric|ExternalMetric/.test(failed.reason ?? "");
    return [
        {
            id: "autoscaler",
            title: isMetric ? "the autoscaler cannot read metrics" : "the autoscaler cannot scale",
            where: `horizontalpodautoscaler ${found.metadata.name}`,
            found: `${failed.type} is False: ${failed.reason}: ${failed.message}`,
            why: isOwn
                ? "an adapter (prometheus-adapter) must serve the metrics of scaling.podMetrics, and serves none of this name"
                : isMetric
                  ? "metrics of pods come from the metrics API, which metrics-server serves: it is not installed, not ready, or has not seen the pods yet"
                  : "its reason is above",
            fixes: isOwn
                ? [
                      setKey(
                          server,
                          "scaling.podMetrics",
                          "[{ name: <metric>, averageValue: <value> }]",
                          "name one that `kubectl get --raw /apis/custom.metrics.k8s.io/v1beta1` shows",
                      ),
                  ]
                : [
                      run(
                          "kubectl get apiservice v1beta1.metrics.k8s.io",
                          "see whether the metrics API is there (EKS: the add-on metrics-server)",
                      ),
                      setKey(server, "replicas", "2", "or have a fixed number of pods, in place of `scaling`"),
                      run(`kubectl describe hpa ${found.metadata.name} -n ${namespace}`, "read its events"),
                  ],
            explains: [],
        },
    ];
}
