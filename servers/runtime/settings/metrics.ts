import type { z } from "zod";
import { flag, port, servedPath } from "./kinds";
import type { SettingProblem } from "./problem";

/** Where Prometheus finds the server's metrics. */
export const metricsSettings = {
    METRICS_ENABLED: flag.default(true).meta({ description: "Whether metrics are served", key: "metrics.enabled" }),
    METRICS_PORT: port.optional().meta({
        description: "Port of metrics, /health and /ready without TLS; by default they are on the server's own",
        key: "metrics.port",
    }),
    METRICS_PATH: servedPath.default("/metrics").meta({
        description: "Path of the metrics; another than MCP_PATH",
        key: "metrics.path",
    }),
};

/** What is wrong between these settings. */
export function metricsProblems(
    values: z.output<z.ZodObject<typeof metricsSettings>> & { PORT: number; MCP_PATH: string },
): SettingProblem[] {
    const { METRICS_PORT: own, METRICS_PATH: path } = values;
    const problems: SettingProblem[] = [];
    if (own !== undefined && own !== 0 && own === values.PORT) {
        const message = "is the server's own port; leave it unset for one port for both";
        problems.push({ name: "METRICS_PORT", message });
    }
    if (path === values.MCP_PATH) {
        problems.push({ name: "MCP_PATH", message: `must be another path than that of the metrics, ${path}` });
    }
    return problems;
}
