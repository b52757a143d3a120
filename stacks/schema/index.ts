import { z } from "zod";
import { admissionOfPlatform } from "./admission";
import { auth, authOfServer } from "./auth";
import { canaryOfServer } from "./canary";
import { client, clientOfServer } from "./client";
import { identity, permissionsOfServer } from "./identity";
import { codeOfServer, imageOfServer, imagesOfPlatform, prebuiltOfServer, pull } from "./image";
import { monitoring, monitoringOfPlatform } from "./monitoring";
import { route, routeOfServer } from "./route";
import { nodePortsOfPlatform, placementOfPlatform, runtimeOfServer, runtimeSections } from "./runtime";
import { infisical, secretBundlesOfServer, secretStoreOfPlatform, secretsOfServer } from "./secrets";
import { text } from "./text";

/** `mcp-eks:cluster`: where the servers run. */
export const clusterSchema = z.strictObject({
    name: text,
    context: text.optional(),
});

/** `mcp-eks:platform`: what all servers of the stack have in common. */
export const platformSchema = z.strictObject({
    namespace: text,
    registry: text.optional(),
    images: imagesOfPlatform.optional(),
    pull: pull.optional(),
    route: route.optional(),
    auth: auth.optional(),
    secretStore: secretStoreOfPlatform.optional(),
    infisical: infisical.optional(),
    rollOnSecretChange: z.boolean().optional(),
    identity: identity.optional(),
    monitoring: monitoringOfPlatform.optional(),
    client: client.optional(),
    nodePorts: nodePortsOfPlatform.optional(),
    placement: placementOfPlatform.optional(),
    admission: admissionOfPlatform.optional(),
    ...runtimeSections,
});

/** One entry of `mcp-eks:servers`. */
export const serverSchema = z.strictObject({
    image: imageOfServer.optional(),
    prebuilt: prebuiltOfServer.optional(),
    code: codeOfServer.optional(),
    pull: pull.optional(),
    ...runtimeOfServer,
    secrets: secretsOfServer.optional(),
    secretBundles: secretBundlesOfServer.optional(),
    infisical: infisical.optional(),
    rollOnSecretChange: z.boolean().optional(),
    permissions: permissionsOfServer.optional(),
    identity: identity.optional(),
    route: routeOfServer.optional(),
    auth: authOfServer.optional(),
    monitoring: monitoring.optional(),
    client: clientOfServer.optional(),
    canary: canaryOfServer.optional(),
    ...runtimeSections,
});

export type ClusterConfig = z.output<typeof clusterSchema>;
export type PlatformConfig = z.output<typeof platformSchema>;
export type ServerConfig = z.output<typeof serverSchema>;
