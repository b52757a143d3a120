import { z } from "zod";
import { text } from "./text";

/** How metrics are collected: a section that a server and the platform's defaults have in common. */
export const monitoring = z
    .strictObject({
        release: text,
        port: z.number(),
        path: text,
        interval: text,
        monitorNamespace: text,
        alerts: z
            .strictObject({
                enabled: z.boolean(),
                errorPercent: z.number(),
                p95Seconds: z.number(),
                p99Seconds: z.number(),
                restarts: z.number(),
                labels: z.record(text, z.string()),
            })
            .partial(),
    })
    .partial();

/** The dashboard shows all servers of the stack. */
export const monitoringOfPlatform = monitoring.extend({ dashboard: z.boolean().optional() });
