import type { Problem } from "./problem";

/** How many pods a server has. */
export interface ScalingArgs {
    /**
     * Fewest pods, 2 to 100: with one, every drain of a node would be an outage.
     * @default 2
     */
    minReplicas?: number;
    /**
     * Most pods, `minReplicas` to 1000.
     * @default 5, or `minReplicas` where that is more
     */
    maxReplicas?: number;
    /**
     * Average use of the requested CPU that the autoscaler aims at, in percent, 10 to 100.
     * @default 70
     */
    targetCpuPercent?: number;
}

/** The arguments with their defaults. */
export function scaling(args: ScalingArgs = {}): Required<ScalingArgs> {
    const minReplicas = args.minReplicas ?? 2;
    return {
        minReplicas,
        maxReplicas: args.maxReplicas ?? Math.max(5, minReplicas),
        targetCpuPercent: args.targetCpuPercent ?? 70,
    };
}

/** What is wrong with how many pods are asked for. */
export function scalingProblems(args: ScalingArgs = {}): Problem[] {
    const { minReplicas, maxReplicas, targetCpuPercent } = scaling(args);
    return [
        ...wholeNumber("minReplicas", minReplicas, 2, 100),
        ...wholeNumber("maxReplicas", maxReplicas, minReplicas, 1000),
        ...wholeNumber("targetCpuPercent", targetCpuPercent, 10, 100),
    ];
}

function wholeNumber(field: string, found: number, least: number, most: number): Problem[] {
    if (Number.isInteger(found) && found >= least && found <= most) return [];
    return [{ field, found, allowed: `it is a whole number from ${least} to ${most}` }];
}
