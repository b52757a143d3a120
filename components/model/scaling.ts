import { type EraBehaviour, eraBehaviour } from "./era";
import { checked, type Problem, within } from "./problem";
import { quantity } from "./quantity";

/** A metric of the pods themselves, from the custom metrics API (an adapter as prometheus-adapter must serve it). */
export interface PodMetricArgs {
    /** Name of the metric: "mcp_concurrent_requests". */
    name: string;
    /** What the autoscaler aims at, on average over the pods, as a Kubernetes quantity: "20", "500m". */
    averageValue: string;
}

/** How the autoscaler chooses the number of pods; of several metrics the one that asks for most pods decides. */
export interface ScalingArgs {
    /**
     * Fewest pods, 2 to 100: with one, every drain of a node would be an outage.
     * @default 2
     */
    minReplicas?: number;
    /**
     * Most pods, `minReplicas` to 1000 (a legacy server: to 10).
     * @default 5, or `minReplicas` where that is more
     */
    maxReplicas?: number;
    /**
     * Average use of the requested CPU that the autoscaler aims at, in percent, 10 to 100.
     * @default 70
     */
    targetCpuPercent?: number;
    /**
     * Average use of the requested memory that the autoscaler aims at, in percent, 10 to 100.
     * @default memory is not looked at
     */
    targetMemoryPercent?: number;
    /**
     * Metrics of the pods.
     * @default none
     */
    podMetrics?: PodMetricArgs[];
    /**
     * How long more load must last until pods are added, in seconds, 0 to 3600.
     * @default 0
     */
    scaleUpAfterSeconds?: number;
    /**
     * How long less load must last until pods are taken away, in seconds, 0 to 3600.
     * @default by era: 300 for dual, 60 for modern, 3600 and one pod at a time for legacy
     */
    scaleDownAfterSeconds?: number;
}

/** What decides how many pods there are. */
export interface PodCount {
    replicas?: number;
    scaling?: ScalingArgs;
    era?: string;
}

/** The number of pods when it is fixed; undefined when it is the autoscaler's. */
export function fixedReplicas({ replicas, scaling = {}, era }: PodCount): number | undefined {
    if (replicas !== undefined) return replicas;
    return isGiven(scaling) ? undefined : eraBehaviour(era).defaultReplicas;
}

const isGiven = (scaling: ScalingArgs) => Object.values(scaling).some((value) => value !== undefined);

/** Bounds of the autoscaler with their defaults. */
export function replicaBounds({ minReplicas = 2, maxReplicas }: ScalingArgs = {}) {
    return { minReplicas, maxReplicas: maxReplicas ?? Math.max(5, minReplicas) };
}

/** What the autoscaler looks at, and how fast it follows. */
export function autoscalerSpec(args: ScalingArgs = {}, era?: string) {
    const { targetCpuPercent = 70, targetMemoryPercent, podMetrics = [] } = args;
    return {
        ...replicaBounds(args),
        metrics: [
            utilization("cpu", targetCpuPercent),
            ...(targetMemoryPercent === undefined ? [] : [utilization("memory", targetMemoryPercent)]),
            ...podMetrics.map(({ name, averageValue }) => ({
                type: "Pods",
                pods: { metric: { name }, target: { type: "AverageValue", averageValue } },
            })),
        ],
        behavior: {
            scaleUp: { stabilizationWindowSeconds: args.scaleUpAfterSeconds ?? 0 },
            scaleDown: scaleDown(eraBehaviour(era), args.scaleDownAfterSeconds),
        },
    };
}

function scaleDown(era: EraBehaviour, afterSeconds = era.scaleDownAfterSeconds) {
    const stabilizationWindowSeconds = afterSeconds;
    if (!era.scaleDownOneByOne) return { stabilizationWindowSeconds };
    // 1800 is the longest period that Kubernetes takes.
    const periodSeconds = Math.min(1800, Math.max(1, afterSeconds));
    return { stabilizationWindowSeconds, policies: [{ type: "Pods", value: 1, periodSeconds }] };
}

const utilization = (name: string, averageUtilization: number) => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
});

/** What is wrong with how many pods are asked for. */
export function podCountProblems(args: PodCount): Problem[] {
    const { replicas, scaling = {}, era } = args;
    const most = eraBehaviour(era).mostReplicas;
    return [
        ...checked(
            "replicas",
            replicas,
            () => replicas === undefined || !isGiven(scaling),
            "scaling is given as well; choose one of the two",
        ),
        ...(replicas === undefined ? [] : wholeNumber("replicas", replicas, 1, Math.min(100, most))),
        ...within("scaling", scalingProblems(scaling, most)),
    ];
}

function scalingProblems(args: ScalingArgs, most: number): Problem[] {
    const { minReplicas, maxReplicas } = replicaBounds(args);
    const optional = (
        field: keyof ScalingArgs & `${string}${"Percent" | "Seconds"}`,
        least: number,
        highest: number,
    ) => {
        const found = args[field];
        return found === undefined ? [] : wholeNumber(field, found, least, highest);
    };
    return [
        ...wholeNumber("minReplicas", minReplicas, 2, Math.min(100, most)),
        ...wholeNumber("maxReplicas", maxReplicas, minReplicas, most),
        ...optional("targetCpuPercent", 10, 100),
        ...optional("targetMemoryPercent", 10, 100),
        ...(args.podMetrics ?? []).flatMap(({ name, averageValue }, index) =>
            within(`podMetrics[${index}]`, [
                ...checked(
                    "name",
                    name,
                    (found) => /^[A-Za-z_][A-Za-z0-9_:.-]*$/.test(found),
                    'a metric is letters, digits and "_"',
                ),
                ...checked(
                    "averageValue",
                    averageValue,
                    (found) => quantity(found) > 0,
                    'it is a number above 0, with a unit of Kubernetes or without: "20", "500m"',
                ),
            ]),
        ),
        ...optional("scaleUpAfterSeconds", 0, 3600),
        ...optional("scaleDownAfterSeconds", 0, 3600),
    ];
}

function wholeNumber(field: string, found: number, least: number, most: number): Problem[] {
    if (Number.isInteger(found) && found >= least && found <= most) return [];
    return [{ field, found, allowed: `it is a whole number from ${least} to ${most}` }];
}
