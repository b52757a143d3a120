import { z } from "zod";
import { permissionsOfServer } from "./identity";
import { imageOfServer, imagesOfPlatform } from "./image";
import { monitoringOfPlatform } from "./monitoring";
import { route, routeOfServer } from "./route";
import { runtimeOfServer, runtimeSections } from "./runtime";
import { secretStoreOfPlatform, secretsOfServer } from "./secrets";
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
    route: route.optional(),
    secretStore: secretStoreOfPlatform.optional(),
    monitoring: monitoringOfPlatform.optional(),
    ...runtimeSections,
});

/** One entry of `mcp-eks:servers`. */
export const serverSchema = z.strictObject({
    image: imageOfServer,
    ...runtimeOfServer,
    secrets: secretsOfServer.optional(),
    permissions: permissionsOfServer.optional(),
    route: routeOfServer.optional(),
    ...runtimeSections,
});

export type ClusterConfig = z.output<typeof clusterSchema>;
export type PlatformConfig = z.output<typeof platformSchema>;
export type ServerConfig = z.output<typeof serverSchema>;
