import { secret } from "@pulumi/pulumi";
import { podSecurityContext } from "../components/model/pod-security";
import { refuse } from "../components/model/problem";
import { containerResources } from "../components/model/resources";
import { type PublishedPath, publishedPaths } from "../components/model/route-paths";
import { serverEnvironment } from "../components/model/server-environment";
import { otlpService, telemetryEnvironment } from "../components/model/telemetry";
import { type Timeouts, timeouts } from "../components/model/timeouts";
import type { StackConfig } from "../stacks/config";
import { serverArgs } from "../stacks/server-args";
import { authArgs } from "../stacks/server-auth";
import { composeAuth, missingForAuth } from "./auth";
import { type ComposeSource, composeSource, missingHere } from "./source";

/** One server as it runs on a single machine. */
export interface ComposeServer extends ComposeSource {
    name: string;
    platform: string;
    /** Port on the machine's loopback address. */
    hostPort: number;
    /** Port and path inside the container. */
    port: number;
    path: string;
    /** Undefined where the server has no such path. */
    livenessPath?: string;
    /** "uid:gid" */
    user: string;
    environment: Record<string, string>;
    /** Names of the variables whose values are secret. */
    secretVariables: string[];
    /** As Kubernetes writes amounts: "500m", "512Mi". */
    limits: { cpu: string; memory: string };
    times: Timeouts;
    /** What the proxy is reached by; undefined without a route. */
    route?: { host: string; tls: boolean; paths: PublishedPath[] };
}

/** Where a compose file is written to, and what it may use of the machine. */
export interface ComposePlace {
    projectDir: string;
    outDir: string;
    /** Port of the first server; the others have the following ones. */
    firstPort: number;
}

/** The servers of a stack, in the order of its configuration. */
export function composeServers({ platform, servers }: StackConfig, place: ComposePlace): ComposeServer[] {
    refuse(
        Object.entries(servers).flatMap(([name, server]) =>
            [...missingHere(server), ...missingForAuth(authArgs(server, platform))].map(
                (what) => `server "${name}": ${what}`,
            ),
        ),
    );
    return Object.entries(servers).map(([name, server], index) => {
        const args = serverArgs(name, server, {
            platform,
            namespace: platform.namespace,
            projectDir: place.projectDir,
            workingDir: place.projectDir,
            // Their values are asked for when compose runs, not here.
            secret: () => secret(""),
            cacheUrl: () => undefined,
        });
        const { port = 8000, path = "/mcp", telemetry, health } = args;
        const times = timeouts(args.timeouts);
        const auth = composeAuth(args, path);
        const { limits } = containerResources(args.resources);
        const { runAsUser, runAsGroup } = podSecurityContext(args.security);
        return {
            name,
            ...composeSource(name, server, place.projectDir, place.outDir),
            platform: platform.images?.platform ?? "linux/amd64",
            hostPort: place.firstPort + index,
            port,
            path,
            ...(health?.kind !== "tcp" && { livenessPath: health?.livenessPath ?? "/health" }),
            user: `${runAsUser}:${runAsGroup}`,
            environment: {
                ...serverEnvironment(name, args, times),
                // A collector inside the cluster is out of reach.
                ...(isOutside(telemetry?.otlpEndpoint) && telemetryEnvironment(name, telemetry)),
                ...auth.environment,
                ...server.settings,
            },
            secretVariables: Object.keys({ ...server.secrets, ...args.infisical?.variables }).map(auth.secretVariable),
            limits: { cpu: limits.cpu ?? "1", memory: limits.memory ?? "512Mi" },
            times,
            ...(args.route && {
                route: {
                    host: String(args.route.host),
                    tls: args.route.tls !== undefined,
                    paths: publishedPaths({ ...args.route, path, metadataPaths: auth.metadataPaths }),
                },
            }),
        };
    });
}

const isOutside = (endpoint: string | undefined) => endpoint !== undefined && otlpService(endpoint) === undefined;
