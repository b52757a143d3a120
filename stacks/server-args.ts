import type { Input, Output } from "@pulumi/pulumi";
import type { McpServerArgs } from "../components";
import type { ReleasedImages } from "./released-images";
import type { PlatformConfig, ServerConfig } from "./schema";
import { secretArgs } from "./secret-args";
import { authArgs } from "./server-auth";
import { imageArgs } from "./server-image";
import { serverRoute } from "./server-route";
import { serverRuntime } from "./server-runtime";

/** What a server's arguments take from outside its own block. */
export interface Surroundings {
    platform: PlatformConfig;
    namespace: Input<string>;
    oidcProviderArn?: Input<string>;
    /** Needed by servers with permissions and Pod Identity. */
    clusterArn?: Input<string>;
    /** What the release record says of the stack's images; undefined in a stack that has none. */
    released?: ReleasedImages;
    /** Folder that the configuration's paths are relative to. */
    projectDir: string;
    /** Folder that Pulumi's program and plugins run in. */
    workingDir: string;
    /** Where ECR caches a registry; undefined when it does not. */
    cacheUrl?(registry: string): Input<string> | undefined;
    /** Secret value of a key of the stack's configuration. */
    secret(key: string): Output<string>;
}

/** A server's block over the platform's defaults, as arguments of the component. */
export function serverArgs(name: string, server: ServerConfig, around: Surroundings): McpServerArgs {
    const { platform } = around;
    return {
        namespace: around.namespace,
        ...imageArgs(name, server, around),
        ...serverRuntime(name, server, platform),
        ...secretArgs(server, around),
        permissions: server.permissions,
        identity: identityArgs(server, platform),
        oidcProviderArn: around.oidcProviderArn,
        clusterArn: around.clusterArn,
        route: serverRoute(server, platform),
        auth: authArgs(server, platform),
        monitoring: monitoringArgs(server, platform),
        client: { ...platform.client, ...server.client },
        canary: server.canary,
    };
}

/** Undefined where neither has the block: nothing is collected then. */
export function monitoringArgs(server: ServerConfig, platform: PlatformConfig): McpServerArgs["monitoring"] {
    if (!server.monitoring && !platform.monitoring) return undefined;
    const { dashboard, ...shared } = platform.monitoring ?? {};
    const [ofPlatform, own] = [shared.alerts, server.monitoring?.alerts];
    const labels = { ...ofPlatform?.labels, ...own?.labels };
    const alerts = { ...ofPlatform, ...own, ...(Object.keys(labels).length > 0 && { labels }) };
    return { ...shared, ...server.monitoring, alerts };
}

/** Tags of the platform and the server's own are put together; of the rest the server's own hold. */
export function identityArgs(server: ServerConfig, platform: PlatformConfig): McpServerArgs["identity"] {
    const tags = { ...platform.identity?.tags, ...server.identity?.tags };
    return { ...platform.identity, ...server.identity, ...(Object.keys(tags).length > 0 && { tags }) };
}
