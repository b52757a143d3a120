import { z } from "zod";
import { text } from "./text";

/** How servers run: sections that a server and the platform's defaults have in common. */
export const runtimeSections = {
    scaling: z
        .strictObject({ minReplicas: z.number(), maxReplicas: z.number(), targetCpuPercent: z.number() })
        .partial()
        .optional(),
    resources: z
        .strictObject({
            requests: z.strictObject({ cpu: text, memory: text, ephemeralStorage: text }).partial(),
            limits: z.strictObject({ cpu: text, memory: text, ephemeralStorage: text }).partial(),
        })
        .partial()
        .optional(),
    network: z
        .strictObject({
            clients: z.array(z.strictObject({ namespace: text, podLabels: z.record(text, text).optional() })),
            ingressControllerNamespace: text,
            monitoringNamespace: text,
            egress: z.array(z.strictObject({ cidr: text, ports: z.array(z.number()) })),
        })
        .partial()
        .optional(),
    timeouts: z
        .strictObject({
            streamIdleSeconds: z.number(),
            drainSeconds: z.number(),
            terminationGraceSeconds: z.number(),
            rolloutSeconds: z.number(),
        })
        .partial()
        .optional(),
    telemetry: z.strictObject({ otlpEndpoint: text }).partial().optional(),
};

/** How one server runs: what the platform has no defaults for. */
export const runtimeOfServer = {
    port: z.number().optional(),
    path: text.optional(),
    settings: z.record(text, z.string()).optional(),
    health: z.strictObject({ livenessPath: text, readinessPath: text }).partial().optional(),
};
