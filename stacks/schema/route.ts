import { z } from "zod";
import { text, texts } from "./text";

const annotations = z.record(text, z.string());

/** What only one kind of route knows. */
const nginx = z
    .strictObject({ ingressNamespace: text, useRegex: z.boolean(), maxBodySize: text, annotations })
    .partial();
const alb = z
    .strictObject({
        scheme: text,
        groupName: text,
        sslPolicy: text,
        webAclArn: text,
        audienceFormat: text,
        annotations,
    })
    .partial();
const gateway = z.strictObject({
    name: text,
    namespace: text.optional(),
    listener: text.optional(),
    redirectListener: text.optional(),
    awsLoadBalancer: z.boolean().optional(),
    sessionPersistence: z.boolean().optional(),
    extensions: z.array(z.strictObject({ group: text, kind: text, name: text })).optional(),
});
const apisix = z.strictObject({ ingressNamespace: text }).partial();
const cors = z.strictObject({
    origins: texts,
    allowedHeaders: texts.optional(),
    exposedHeaders: texts.optional(),
    maxAgeSeconds: z.number().optional(),
});

/** How servers are reached: a section that a server and the platform's defaults have in common. */
export const route = z
    .strictObject({
        kind: text,
        host: text,
        className: text,
        publicPort: z.number(),
        tls: z
            .strictObject({ secretName: text, clusterIssuer: text, certificateArn: text, redirect: z.boolean() })
            .partial(),
        metadata: z.boolean(),
        limits: z
            .strictObject({ requestsPerSecond: z.number(), burstMultiplier: z.number(), connections: z.number() })
            .partial(),
        cors,
        securityHeaders: z.boolean(),
        nginx,
        alb,
        gateway,
        apisix,
    })
    .partial();

/** Paths are one server's own. */
export const routeOfServer = route.extend({ enabled: z.boolean().optional(), morePaths: texts.optional() });
