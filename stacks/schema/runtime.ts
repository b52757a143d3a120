import { z } from "zod";
import { text, texts } from "./text";

const amounts = z.strictObject({ cpu: text, memory: text, ephemeralStorage: text }).partial();

const probe = z
    .strictObject({
        enabled: z.boolean(),
        kind: text,
        initialDelaySeconds: z.number(),
        periodSeconds: z.number(),
        timeoutSeconds: z.number(),
        failureThreshold: z.number(),
    })
    .partial();

const files = z.array(z.strictObject({ key: text, path: text }));

const volume = z.strictObject({
    name: text,
    mountPath: text,
    readOnly: z.boolean().optional(),
    emptyDir: z.strictObject({ sizeLimit: text, medium: text }).partial().optional(),
    configMap: z.strictObject({ name: text, items: files.optional(), defaultMode: z.number().optional() }).optional(),
    secret: z
        .strictObject({ secretName: text, items: files.optional(), defaultMode: z.number().optional() })
        .optional(),
    persistentVolumeClaim: z.strictObject({ claimName: text, readOnly: z.boolean().optional() }).optional(),
});

/** How servers run: sections that a server and the platform's defaults have in common. */
export const runtimeSections = {
    scaling: z
        .strictObject({
            minReplicas: z.number(),
            maxReplicas: z.number(),
            targetCpuPercent: z.number(),
            targetMemoryPercent: z.number(),
            podMetrics: z.array(z.strictObject({ name: text, averageValue: text })),
            scaleUpAfterSeconds: z.number(),
            scaleDownAfterSeconds: z.number(),
        })
        .partial()
        .optional(),
    scheduling: z
        .strictObject({
            antiAffinity: text,
            zoneSpread: text,
            nodeSelector: z.record(text, z.string()),
            tolerations: z.array(
                z.strictObject({ key: text, operator: text, value: z.string(), effect: text }).partial(),
            ),
            priorityClassName: text,
        })
        .partial()
        .optional(),
    resources: z.strictObject({ requests: amounts, limits: amounts, temporaryFiles: text }).partial().optional(),
    security: z
        .strictObject({ userId: z.number(), groupId: z.number(), writableRootReason: text })
        .partial()
        .optional(),
    network: z
        .strictObject({
            clients: z.array(
                z.strictObject({ namespace: text, podLabels: z.record(text, text), cidr: text }).partial(),
            ),
            ingressControllerNamespace: text,
            monitoringNamespace: text,
            egress: z.array(z.strictObject({ cidr: text, ports: z.array(z.number()) })),
            publicHttps: z.boolean(),
        })
        .partial()
        .optional(),
    timeouts: z
        .strictObject({
            streamIdleSeconds: z.number(),
            drainSeconds: z.number(),
            preStopSeconds: z.number(),
            terminationGraceSeconds: z.number(),
            rolloutSeconds: z.number(),
            streamKeepAliveSeconds: z.number(),
            connectionKeepAliveSeconds: z.number(),
        })
        .partial()
        .optional(),
    telemetry: z.strictObject({ otlpEndpoint: text }).partial().optional(),
};

/** How one server runs: what the platform has no defaults for. */
export const runtimeOfServer = {
    port: z.number().optional(),
    path: text.optional(),
    era: text.optional(),
    command: texts.optional(),
    args: z.array(z.string()).optional(),
    stdio: z.strictObject({ command: texts }).optional(),
    settings: z.record(text, z.string()).optional(),
    settingsFiles: z.record(text, z.string()).optional(),
    replicas: z.number().optional(),
    volumes: z.array(volume).optional(),
    health: z
        .strictObject({
            kind: text,
            livenessPath: text,
            readinessPath: text,
            startupPath: text,
            liveness: probe,
            readiness: probe,
            startup: probe,
        })
        .partial()
        .optional(),
};

/** Ports of the nodes, by server: who is not in here is inside the cluster only. */
export const nodePortsOfPlatform = z.record(text, z.number());

/** Where servers may run. */
export const placementOfPlatform = z.strictObject({ allowedClusters: texts }).partial();
