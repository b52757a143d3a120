import type { z } from "zod";
import { flag, port } from "./kinds";
import type { SettingProblem } from "./problem";

/** Where Prometheus finds the server's metrics. */
export const metricsSettings = {
    METRICS_ENABLED: flag.default(true).meta({ description: "Whether /metrics is served", key: "metrics.enabled" }),
    METRICS_PORT: port.optional().meta({
        description: "Port of /metrics, /health and /ready without TLS; by default they are on the server's own",
        key: "metrics.port",
    }),
};

/** What is wrong between these settings. */
export function metricsProblems(
    values: z.output<z.ZodObject<typeof metricsSettings>> & { PORT: number },
): SettingProblem[] {
    return values.METRICS_PORT !== undefined && values.METRICS_PORT !== 0 && values.METRICS_PORT === values.PORT
        ? [{ name: "METRICS_PORT", message: "is the server's own port; leave it unset for one port for both" }]
        : [];
}
