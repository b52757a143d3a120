import { type Cause, run, setKey } from "../cause";
import type { Evidence } from "../evidence";
import { condition } from "../objects";

/** New pods that do not come, while the old ones go on. */
export function rollout({ deployment, stack, server, namespace }: Evidence): Cause[] {
    if (deployment === undefined) return [];
    const progressing = condition(deployment, "Progressing");
    const { replicas: wanted = 1, paused } = deployment.spec;
    const { updatedReplicas = 0, availableReplicas = 0, readyReplicas = 0, replicas = 0 } = deployment.status ?? {};
    const numbers = `${wanted} wanted, ${updatedReplicas} of the new kind, ${readyReplicas} ready, ${availableReplicas} available`;
    const cause = {
        id: "rollout" as const,
        where: `deployment ${deployment.metadata.name}`,
        explains: ["service", "route-answer", "autoscaler"] satisfies Cause["explains"],
    };
    if (paused) {
        return [
            {
                ...cause,
                title: "the rollout is paused",
                found: `spec.paused is true; ${numbers}`,
                why: "somebody has paused it by hand; no change reaches the pods",
                fixes: [run(`kubectl rollout resume deployment/${deployment.metadata.name} -n ${namespace}`, "go on")],
            },
        ];
    }
    if (wanted === 0) {
        return [
            {
                ...cause,
                title: "the server is scaled to no pods",
                found: numbers,
                why: "somebody has scaled it by hand",
                fixes: [
                    run(
                        `kubectl scale deployment/${deployment.metadata.name} --replicas=2 -n ${namespace}`,
                        "scale it up; `npm run release -- drift` shows what else differs",
                    ),
                ],
            },
        ];
    }
    if (progressing?.reason !== "ProgressDeadlineExceeded" && updatedReplicas >= wanted && availableReplicas >= wanted)
        return [];
    const isStuck = progressing?.reason === "ProgressDeadlineExceeded";
    if (!isStuck && updatedReplicas === replicas && availableReplicas >= wanted) return [];
    return [
        {
            ...cause,
            title: isStuck ? "the rollout is stuck" : "the rollout is not complete",
            found: `${numbers}${progressing?.message ? `; ${progressing.message}` : ""}`,
            why: isStuck
                ? "new pods did not become ready in time; old ones, where there are any, go on and are not replaced"
                : "not all pods are ready yet, or no longer",
            fixes: [
                run(`kubectl rollout status deployment/${deployment.metadata.name} -n ${namespace}`, "watch it"),
                run(`npm run release -- rollback ${stack}`, "or go back to what ran before"),
                ...(isStuck
                    ? [
                          setKey(
                              server,
                              "timeouts.rolloutSeconds",
                              "600",
                              "where the server only starts slowly, wait longer",
                          ),
                      ]
                    : []),
            ],
        },
    ];
}
