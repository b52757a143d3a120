import { checked, type Problem, within } from "./problem";
import { quantity } from "./quantity";

/** Amounts of what a node has, as Kubernetes writes them. */
export interface ComputeAmountsArgs {
    /**
     * Processors: "500m" is half of one.
     * @default "100m" requested, "1" at most
     */
    cpu?: string;
    /**
     * Main memory.
     * @default "128Mi" requested, "512Mi" at most
     */
    memory?: string;
    /**
     * Space on the node's disk, for logs and /tmp.
     * @default "64Mi" requested, "256Mi" at most
     */
    ephemeralStorage?: string;
}

/** What a pod is promised, and what it may use at most. */
export interface ComputeResourcesArgs {
    /** Promised; the scheduler finds a node that has it free. */
    requests?: ComputeAmountsArgs;
    /** At most; each at least what is requested. */
    limits?: ComputeAmountsArgs;
    /**
     * What /tmp may hold, of the limit of ephemeral storage; what is left of that is for logs.
     * @default "64Mi"
     */
    temporaryFiles?: string;
}

const defaults = {
    requests: { cpu: "100m", memory: "128Mi", ephemeralStorage: "64Mi" },
    limits: { cpu: "1", memory: "512Mi", ephemeralStorage: "256Mi" },
};

const amountNames = ["cpu", "memory", "ephemeralStorage"] as const;

/** What /tmp may hold. */
export const temporaryFiles = (args: ComputeResourcesArgs = {}) => args.temporaryFiles ?? "64Mi";

/** The container's `resources`. */
export function containerResources(args: ComputeResourcesArgs = {}) {
    return { requests: amounts("requests", args), limits: amounts("limits", args) };
}

function amounts(kind: "requests" | "limits", args: ComputeResourcesArgs): Record<string, string> {
    const { cpu, memory, ephemeralStorage } = { ...defaults[kind], ...args[kind] };
    return { cpu, memory, "ephemeral-storage": ephemeralStorage };
}

const amountRule =
    'an amount is a number with a unit of Kubernetes, such as "250m" or "1.5" processors, "512Mi" or "1Gi" of memory';

/** What is wrong with the amounts. */
export function resourceProblems(args: ComputeResourcesArgs = {}): Problem[] {
    const malformed = (["requests", "limits"] as const).flatMap((kind) =>
        within(
            kind,
            amountNames.flatMap((name) =>
                checked(
                    name,
                    { ...defaults[kind], ...args[kind] }[name],
                    (amount) => Number.isFinite(quantity(amount)),
                    amountRule,
                ),
            ),
        ),
    );
    const temporary = checked("temporaryFiles", temporaryFiles(args), (size) => quantity(size) > 0, amountRule);
    if (malformed.length + temporary.length > 0) return [...malformed, ...temporary];
    const { ephemeralStorage: disk } = { ...defaults.limits, ...args.limits };
    return [
        ...amountNames.flatMap((name) => limitProblem(name, args)),
        ...checked(
            "temporaryFiles",
            temporaryFiles(args),
            (size) => quantity(size) <= quantity(disk),
            `it is at most what limits.ephemeralStorage allows, ${disk}`,
        ),
    ];
}

function limitProblem(name: (typeof amountNames)[number], args: ComputeResourcesArgs): Problem[] {
    const requested = { ...defaults.requests, ...args.requests }[name];
    const limit = { ...defaults.limits, ...args.limits }[name];
    const enough = () => quantity(limit) >= quantity(requested);
    return checked(`limits.${name}`, limit, enough, `it is at least what requests.${name} promises, ${requested}`);
}
