import type { Input } from "@pulumi/pulumi";
import { checked, type Problem } from "./problem";

/** Name of the port, in pods and Service, that the metrics are served at. */
export const metricsPortName = (metricsPort: number | undefined) => (metricsPort === undefined ? "http" : "metrics");

/** What a server with its metrics at a port of their own is told. */
export function metricsEnvironment(metricsPort: number | undefined): Record<string, string> {
    return metricsPort === undefined ? {} : { METRICS_PORT: String(metricsPort) };
}

/** What is wrong with a server's port of metrics, seen together with the rest of the server. */
export function metricsPortProblems(args: {
    port?: number;
    monitoring?: { port?: number };
    settings?: { [variable: string]: Input<string> };
    secrets?: { [variable: string]: unknown };
}): Problem[] {
    const { port = 8000, monitoring, settings = {}, secrets = {} } = args;
    const told = (field: "settings" | "secrets") =>
        checked(
            `${field}.METRICS_PORT`,
            "METRICS_PORT",
            () => monitoring === undefined || !Object.hasOwn({ settings, secrets }[field], "METRICS_PORT"),
            "Prometheus is led to the port that monitoring.port says, which sets this variable",
        );
    return [
        ...checked(
            "monitoring.port",
            monitoring?.port,
            (value) => value !== port,
            "this is the port that the server has for everything; leave it out where the metrics are there",
        ),
        ...told("settings"),
        ...told("secrets"),
    ];
}
