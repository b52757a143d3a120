import type { Input } from "@pulumi/pulumi";
import type { NetworkArgs } from "./network-rules";
import type { SecurityArgs } from "./pod-security";
import type { HealthArgs } from "./probes";
import type { ComputeResourcesArgs } from "./resources";
import type { ScalingArgs } from "./scaling";
import type { SchedulingArgs } from "./scheduling";
import type { StdioArgs } from "./stdio";
import type { TelemetryArgs } from "./telemetry";
import type { TimeoutArgs } from "./timeouts";
import type { VolumeArgs } from "./volumes";

/** How a server runs. */
export interface RuntimeArgs {
    /**
     * Port that the server listens on, told to it as PORT, 1024 to 65535; the Service has the same.
     * @default 8000
     */
    port?: number;
    /**
     * Path of the MCP endpoint, told to the server as MCP_PATH; not "/", which would publish metrics and probes too.
     * @default "/mcp"
     */
    path?: string;
    /**
     * Generation of the MCP specification that the server belongs to, told to it as MCP_ERA. "legacy" (up to
     * 2025-11-25) keeps sessions in a pod: one pod unless `replicas` or `scaling` says otherwise, and clients are kept to
     * pods by their address. "dual" serves all generations from one stateless endpoint, "modern" (from 2026-07-28) only
     * the stateless one: any pod answers any request.
     * @default "dual"
     */
    era?: string;
    /**
     * Program that is started in place of the image's ENTRYPOINT; not together with `stdio`.
     * @default the image's
     */
    command?: string[];
    /**
     * Arguments in place of the image's CMD; not together with `stdio`.
     * @default the image's
     */
    args?: string[];
    /**
     * A server that speaks MCP over standard input and output, bridged to HTTP.
     * @default none: the server speaks HTTP itself
     */
    stdio?: StdioArgs;
    /**
     * Environment variables that are no secrets; the pods roll when one changes.
     * @default none
     */
    settings?: { [variable: string]: Input<string> };
    /**
     * Files that are no secrets, by their absolute path in the container ("/etc/mcp/config.yaml"), up to 1 MiB
     * together; the pods roll when one changes.
     * @default none
     */
    settingsFiles?: { [path: string]: Input<string> };
    /**
     * Number of pods, 1 to 100 (a legacy server: to 10); not together with `scaling`. With one, every drain of a node is
     * a short outage.
     * @default the autoscaler's; a legacy server has 1
     */
    replicas?: number;
    /** How the autoscaler chooses the number of pods. */
    scaling?: ScalingArgs;
    /** Which nodes the pods run on. */
    scheduling?: SchedulingArgs;
    /** What a pod is promised, and what it may use. */
    resources?: ComputeResourcesArgs;
    /**
     * Volumes beside /tmp, which every server has.
     * @default none
     */
    volumes?: VolumeArgs[];
    /** As whom the server runs, and what it may write. */
    security?: SecurityArgs;
    /** Who may call the server, and whom it may call. */
    network?: NetworkArgs;
    /**
     * Port on every node that leads to the server, 30000 to 32767, for clusters of developers: it bypasses the route,
     * TLS and all. Callers come with the addresses of the nodes, which `network.clients` names by `cidr`.
     * @default none: a Service inside the cluster only
     */
    nodePort?: number;
    /** How long streams live, and how pods end. */
    timeouts?: TimeoutArgs;
    /** Where the server tells how it is. */
    health?: HealthArgs;
    /** Where the server sends its traces. */
    telemetry?: TelemetryArgs;
}

/** Every key of RuntimeArgs; the compiler asks for those that are missing. */
const keys: Record<keyof RuntimeArgs, true> = {
    port: true,
    path: true,
    era: true,
    command: true,
    args: true,
    stdio: true,
    settings: true,
    settingsFiles: true,
    replicas: true,
    scaling: true,
    scheduling: true,
    resources: true,
    volumes: true,
    security: true,
    network: true,
    nodePort: true,
    timeouts: true,
    health: true,
    telemetry: true,
};

/** Of a server's arguments those that say how it runs. */
export function runtimeOf(args: RuntimeArgs): RuntimeArgs {
    return Object.fromEntries(Object.entries(args).filter(([key]) => Object.hasOwn(keys, key)));
}
