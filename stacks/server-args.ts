import { relative, resolve } from "node:path";
import type { Input, Output } from "@pulumi/pulumi";
import type { McpServerArgs } from "../components";
import type { PlatformConfig, ServerConfig } from "./schema";

/** What a server's arguments take from outside its own block. */
export interface Surroundings {
    platform: PlatformConfig;
    namespace: Input<string>;
    oidcProviderArn?: Input<string>;
    /** Folder that the configuration's paths are relative to. */
    projectDir: string;
    /** Folder that Pulumi's program and plugins run in. */
    workingDir: string;
    /** Secret value of a key of the stack's configuration. */
    secret(key: string): Output<string>;
}

/** A server's block over the platform's defaults, as arguments of the component. */
export function serverArgs(name: string, server: ServerConfig, around: Surroundings): McpServerArgs {
    const { platform } = around;
    const { context, ...image } = server.image;
    const { enabled = true, ...serverRoute } = server.route ?? {};
    const route = { ...platform.route, ...serverRoute };
    return {
        namespace: around.namespace,
        image: {
            ...platform.images,
            ...image,
            registry: platform.registry,
            // Not an absolute path: the state would tell one engineer's checkout from another's, and build anew.
            context: relative(around.workingDir, resolve(around.projectDir, context)) || ".",
        },
        port: server.port,
        path: server.path ?? `/${name}/mcp`,
        settings: server.settings,
        secrets: server.secrets && secrets(server.secrets, around),
        secretStore: platform.secretStore,
        permissions: server.permissions,
        oidcProviderArn: around.oidcProviderArn,
        route: enabled && route.host !== undefined ? { ...route, host: route.host } : undefined,
        monitoring: platform.monitoring,
        health: server.health,
        scaling: { ...platform.scaling, ...server.scaling },
        resources: {
            requests: { ...platform.resources?.requests, ...server.resources?.requests },
            limits: { ...platform.resources?.limits, ...server.resources?.limits },
        },
        network: { ...platform.network, ...server.network },
        timeouts: { ...platform.timeouts, ...server.timeouts },
        telemetry: { ...platform.telemetry, ...server.telemetry },
    };
}

function secrets(entries: NonNullable<ServerConfig["secrets"]>, around: Surroundings): McpServerArgs["secrets"] {
    return Object.fromEntries(
        Object.entries(entries).map(([variable, { generate, fromConfig }]) => [
            variable,
            { generate, value: fromConfig === undefined ? undefined : around.secret(fromConfig) },
        ]),
    );
}
