import type { RuntimeArgs } from "../components";
import type { PlatformConfig, ServerConfig } from "./schema";

/** How a server runs: its own block over the platform's, key by key. */
export function serverRuntime(name: string, server: ServerConfig, platform: PlatformConfig): RuntimeArgs {
    return {
        port: server.port,
        path: server.path ?? `/${name}/mcp`,
        era: server.era,
        command: server.command,
        args: server.args,
        stdio: server.stdio,
        settings: server.settings,
        settingsFiles: server.settingsFiles,
        replicas: server.replicas,
        scaling: hasOwnNumber(server) ? server.scaling : { ...platform.scaling, ...server.scaling },
        scheduling: { ...platform.scheduling, ...server.scheduling },
        resources: {
            requests: { ...platform.resources?.requests, ...server.resources?.requests },
            limits: { ...platform.resources?.limits, ...server.resources?.limits },
            temporaryFiles: server.resources?.temporaryFiles ?? platform.resources?.temporaryFiles,
        },
        volumes: server.volumes,
        security: { ...platform.security, ...server.security },
        network: { ...platform.network, ...server.network },
        nodePort: platform.nodePorts?.[name],
        timeouts: { ...platform.timeouts, ...server.timeouts },
        health: server.health,
        telemetry: { ...platform.telemetry, ...server.telemetry },
    };
}

/** The platform's scaling is not for servers with a fixed number of pods, nor for those that keep sessions in one. */
function hasOwnNumber({ replicas, era, scaling }: ServerConfig): boolean {
    return replicas !== undefined || (era === "legacy" && scaling === undefined);
}
