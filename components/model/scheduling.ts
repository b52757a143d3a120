import { selectorLabels } from "./labels";
import type { Track } from "./names";
import { checked, type Problem, within } from "./problem";

/** A taint of nodes that the pods may run on in spite of it. */
export interface TolerationArgs {
    /**
     * Key of the taint.
     * @default every taint; `operator` must be "Exists"
     */
    key?: string;
    /**
     * "Equal" compares the value, "Exists" takes any.
     * @default "Equal"
     */
    operator?: string;
    /**
     * Value of the taint.
     * @default ""
     */
    value?: string;
    /**
     * "NoSchedule", "PreferNoSchedule" or "NoExecute".
     * @default every effect
     */
    effect?: string;
}

/** Which nodes a server's pods run on. */
export interface SchedulingArgs {
    /**
     * Whether two pods on one node are avoided ("preferred") or refused ("required": a pod without a node of its own
     * waits).
     * @default "preferred"
     */
    antiAffinity?: string;
    /**
     * Whether an even spread over zones is preferred or required.
     * @default "preferred"
     */
    zoneSpread?: string;
    /**
     * Labels that the nodes must have.
     * @default any node
     */
    nodeSelector?: { [label: string]: string };
    /**
     * Taints that the pods tolerate.
     * @default none
     */
    tolerations?: TolerationArgs[];
    /**
     * PriorityClass of the pods; it must be there.
     * @default the cluster's default
     */
    priorityClassName?: string;
}

/** The pod's part that says where it may run. */
export function scheduling(server: string, args: SchedulingArgs = {}, track: Track = "stable") {
    const { antiAffinity, zoneSpread, nodeSelector, tolerations = [], priorityClassName } = args;
    const matchLabels = selectorLabels(server, track);
    return {
        affinity: { podAntiAffinity: apartByHost(matchLabels, antiAffinity === "required") },
        topologySpreadConstraints: [evenlyByZone(matchLabels, zoneSpread === "required")],
        ...(nodeSelector && { nodeSelector }),
        ...(tolerations.length > 0 && { tolerations }),
        ...(priorityClassName !== undefined && { priorityClassName }),
    };
}

function apartByHost(matchLabels: Record<string, string>, required: boolean) {
    const term = { labelSelector: { matchLabels }, topologyKey: "kubernetes.io/hostname" };
    if (required) {
        // Only pods of one version: else a rollout would need as many free nodes again.
        const terms = [{ ...term, matchLabelKeys: ["pod-template-hash"] }];
        return { requiredDuringSchedulingIgnoredDuringExecution: terms };
    }
    // On a cluster of one node all pods must run there.
    return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] };
}

function evenlyByZone(matchLabels: Record<string, string>, required: boolean) {
    return {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: required ? "DoNotSchedule" : "ScheduleAnyway",
        labelSelector: { matchLabels },
        // Without it the pods of the version before count, and a rollout ends up lopsided.
        matchLabelKeys: ["pod-template-hash"],
    };
}

const strengths = ["preferred", "required"];
const operators = ["Equal", "Exists"];
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** What is wrong with where the pods are to run. */
export function schedulingProblems(args: SchedulingArgs = {}): Problem[] {
    return [
        ...oneOf("antiAffinity", args.antiAffinity, strengths),
        ...oneOf("zoneSpread", args.zoneSpread, strengths),
        ...Object.entries(args.nodeSelector ?? {}).flatMap(([label, value]) => [
            ...checked(`nodeSelector.${label}`, label, isLabelKey, labelKeyRule),
            ...checked(`nodeSelector.${label}`, value, isLabelValue, labelValueRule),
        ]),
        ...(args.tolerations ?? []).flatMap((toleration, index) =>
            within(`tolerations[${index}]`, tolerationProblems(toleration)),
        ),
        ...checked(
            "priorityClassName",
            args.priorityClassName,
            (name) => name === undefined || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name),
            'a PriorityClass is lower-case letters, digits, "-" and "."',
        ),
    ];
}

function tolerationProblems({ key, operator, value, effect }: TolerationArgs): Problem[] {
    return [
        ...checked(
            "key",
            key,
            () => key !== undefined || operator === "Exists",
            'only operator "Exists" goes without a key',
        ),
        ...oneOf("operator", operator, operators),
        ...checked("value", value, () => value === undefined || operator !== "Exists", '"Exists" takes any value'),
        ...oneOf("effect", effect, effects),
    ];
}

function oneOf(field: string, found: string | undefined, allowed: string[]): Problem[] {
    const rule = `it is ${allowed.map((one) => `"${one}"`).join(" or ")}`;
    return checked(field, found, (value) => value === undefined || allowed.includes(value), rule);
}

const labelKeyRule = 'a label is letters, digits, "-", "_" and ".", with a DNS name and "/" before it or without';
const isLabelKey = (key: string) =>
    /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(key);

const labelValueRule = 'a label\'s value is up to 63 letters, digits, "-", "_" and "."';
const isLabelValue = (value: string) => /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/.test(value);
