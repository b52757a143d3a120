import { checked, type Problem } from "./problem";

/** Generations of the MCP specification that a server can belong to; `dual` is what a server is when it says nothing. */
export const eras = ["legacy", "dual", "modern"] as const;
export type Era = (typeof eras)[number];

/** What follows from whether a server keeps sessions in the memory of a pod. */
export interface EraBehaviour {
    /** Whether all requests of a client have to reach one pod: the Service keeps clients to pods, and so must the route. */
    sticky: boolean;
    /** Number of pods when neither `replicas` nor `scaling` is given; undefined: the autoscaler has it. */
    defaultReplicas?: number;
    /** Most pods that may be asked for. */
    mostReplicas: number;
    /** How long less load must last until the autoscaler takes a pod away, in seconds. */
    scaleDownAfterSeconds: number;
    /** Whether the autoscaler takes pods away one by one, each after that time anew. */
    scaleDownOneByOne: boolean;
}

/**
 * Up to 2025-11-25 a server may keep a session in the memory of one pod, and a second pod answers 404 to it; few MCP
 * clients keep cookies, so clients are kept to pods by their address, which fills many pods unevenly. Since 2026-07-28,
 * and where one stateless endpoint serves both (`dual`), any pod answers any request.
 */
const behaviours: Record<Era, EraBehaviour> = {
    legacy: {
        sticky: true,
        defaultReplicas: 1,
        mostReplicas: 10,
        // The longest that Kubernetes takes: whose pod goes loses the session.
        scaleDownAfterSeconds: 3600,
        scaleDownOneByOne: true,
    },
    // 300 is Kubernetes' own default.
    dual: { sticky: false, mostReplicas: 1000, scaleDownAfterSeconds: 300, scaleDownOneByOne: false },
    modern: { sticky: false, mostReplicas: 1000, scaleDownAfterSeconds: 60, scaleDownOneByOne: false },
};

/** How a server of an era is to be run; of one that is none (a problem that `eraProblems` names), as `dual`. */
export function eraBehaviour(era: string | undefined): EraBehaviour {
    return behaviours[eras.find((known) => known === era) ?? "dual"];
}

/** What is wrong with a server's era. */
export function eraProblems(era: string | undefined): Problem[] {
    const known = (found: string | undefined) => found === undefined || eras.some((one) => one === found);
    return checked("era", era, known, `eras are ${eras.join(", ")}`);
}
