import { Gauge, type Registry } from "prom-client";

export interface DependencyMetrics {
    /** Whether a dependency answered when it was last asked. */
    dependencyAnswers(dependency: string, answers: boolean): void;
}

export function dependencyMetrics(registry: Registry): DependencyMetrics {
    const up = new Gauge({
        name: "mcp_dependency_up",
        help: "Whether a dependency (redis, auth_server, …) answered the last check of /ready",
        labelNames: ["dependency"],
        registers: [registry],
    });
    return { dependencyAnswers: (dependency, answers) => up.set({ dependency }, answers ? 1 : 0) };
}
