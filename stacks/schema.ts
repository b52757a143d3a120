import { z } from "zod";

const text = z.string().min(1);
const texts = z.array(text);

/** Sections that a server and the platform's defaults have in common. */
const sections = {
    scaling: z
        .strictObject({ minReplicas: z.number(), maxReplicas: z.number(), targetCpuPercent: z.number() })
        .partial(),
    resources: z
        .strictObject({
            requests: z.strictObject({ cpu: text, memory: text, ephemeralStorage: text }).partial(),
            limits: z.strictObject({ cpu: text, memory: text, ephemeralStorage: text }).partial(),
        })
        .partial(),
    network: z
        .strictObject({
            clients: z.array(z.strictObject({ namespace: text, podLabels: z.record(text, text).optional() })),
            ingressControllerNamespace: text,
            monitoringNamespace: text,
            egress: z.array(z.strictObject({ cidr: text, ports: z.array(z.number()) })),
        })
        .partial(),
    timeouts: z
        .strictObject({
            streamIdleSeconds: z.number(),
            drainSeconds: z.number(),
            terminationGraceSeconds: z.number(),
            rolloutSeconds: z.number(),
        })
        .partial(),
    telemetry: z.strictObject({ otlpEndpoint: text }).partial(),
};

const route = z
    .strictObject({
        kind: text,
        host: text,
        className: text,
        publicPort: z.number(),
        tls: z.strictObject({ secretName: text, clusterIssuer: text }).partial(),
    })
    .partial();

/** `mcp-eks:cluster`: where the servers run. */
export const clusterSchema = z.strictObject({
    name: text,
    context: text.optional(),
});

/** `mcp-eks:platform`: what all servers of the stack have in common. */
export const platformSchema = z.strictObject({
    namespace: text,
    registry: text.optional(),
    images: z
        .strictObject({ platform: text, keepImages: z.number(), forceDelete: z.boolean(), protect: z.boolean() })
        .partial()
        .optional(),
    route: route.optional(),
    secretStore: z
        .strictObject({
            namePrefix: text,
            store: text,
            storeKind: text,
            refreshInterval: text,
            recoveryWindowDays: z.number(),
        })
        .partial()
        .optional(),
    monitoring: z.strictObject({ release: text.optional() }).optional(),
    ...optional(sections),
});

/** One entry of `mcp-eks:servers`. */
export const serverSchema = z.strictObject({
    image: z.strictObject({
        context: text,
        dockerfile: text.optional(),
        target: text.optional(),
        buildArgs: z.record(text, z.string()).optional(),
        network: text.optional(),
        tag: text.optional(),
    }),
    port: z.number().optional(),
    path: text.optional(),
    settings: z.record(text, z.string()).optional(),
    secrets: z
        .record(
            text,
            z.strictObject({
                generate: z.strictObject({ length: z.number().optional() }).optional(),
                fromConfig: text.optional(),
            }),
        )
        .optional(),
    permissions: z
        .array(
            z.strictObject({
                actions: texts,
                resources: texts,
                effect: text.optional(),
                conditions: z.record(text, z.record(text, texts)).optional(),
            }),
        )
        .optional(),
    health: z.strictObject({ livenessPath: text, readinessPath: text }).partial().optional(),
    route: route.extend({ enabled: z.boolean().optional() }).optional(),
    ...optional(sections),
});

export type ClusterConfig = z.output<typeof clusterSchema>;
export type PlatformConfig = z.output<typeof platformSchema>;
export type ServerConfig = z.output<typeof serverSchema>;

function optional(shape: typeof sections) {
    return {
        scaling: shape.scaling.optional(),
        resources: shape.resources.optional(),
        network: shape.network.optional(),
        timeouts: shape.timeouts.optional(),
        telemetry: shape.telemetry.optional(),
    };
}
