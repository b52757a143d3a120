import type { Throttling } from "./evidence";

const sample = /^container_cpu_cfs_(throttled_)?periods_total\{([^}]*)\} ([0-9.e+]+)/;

/**
 * How much pods were held back, by a kubelet's cAdvisor metrics: by their container's own numbers, or by the pod's where
 * the runtime does not name containers.
 */
export function throttlingOf(metrics: string, namespace: string): Throttling[] {
    const ofContainers = new Map<string, Throttling>();
    const ofPods = new Map<string, Throttling>();
    for (const line of metrics.split("\n")) {
        const [, throttled, labels = "", value] = sample.exec(line) ?? [];
        const of = Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, text]) => [name, text]));
        if (value === undefined || of.namespace !== namespace || !of.pod) continue;
        const found = of.container ? ofContainers : ofPods;
        const known = found.get(of.pod) ?? { pod: of.pod, periods: 0, throttledPeriods: 0 };
        found.set(of.pod, { ...known, [throttled ? "throttledPeriods" : "periods"]: Number(value) });
    }
    return [...new Map([...ofPods, ...ofContainers]).values()];
}
