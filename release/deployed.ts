import { type Era, eras } from "../components/model/era";
import { infisicalSecretName } from "../components/model/infisical";
import { selectorLabels } from "../components/model/labels";
import { monitorName, objectName, secretFilesObjectName, secretObjectName } from "../components/model/names";
import { probes } from "../components/model/probes";
import { type RouteKind, routeKind } from "../components/model/route-kinds";
import { endpointUrl, inClusterUrl } from "../components/model/route-rules";
import type { ServerRouteArgs } from "../components/route";
import type { StackConfig } from "../stacks/config";
import type { PlatformConfig, ServerConfig } from "../stacks/schema";
import { monitoringArgs } from "../stacks/server-args";
import { serverRoute } from "../stacks/server-route";
import { serverRuntime } from "../stacks/server-runtime";
import type { ReleaseStack } from "./stack";

/** What a probe asks: a path by HTTP, or the port alone. */
export type ProbeTarget = { kind: "http"; path: string } | { kind: "tcp" };

/** Where a server of a stack is, and what it is made of, as its configuration and the outputs of the last update say. */
export interface DeployedServer {
    /** As in the configuration. */
    name: string;
    namespace: string;
    /** Name of its Deployment, Service, NetworkPolicy, ServiceAccount. */
    objectName: string;
    serviceName: string;
    /** Labels of its pods. */
    podLabels: Record<string, string>;
    /** Image by digest that was deployed; undefined before the first successful update. */
    image: string | undefined;
    era: Era;
    /** Port of container and Service. */
    port: number;
    /** Path of the MCP endpoint. */
    path: string;
    /** URL outside the cluster; undefined without a route. */
    url: string | undefined;
    internalUrl: string;
    route: DeployedRoute | undefined;
    /** What each probe asks; undefined is one that is not made. */
    probes: Record<"startup" | "liveness" | "readiness", ProbeTarget | undefined>;
    /** Undefined where metrics are not collected. */
    metrics: { port: number | undefined; path: string; monitorName: string; monitorNamespace: string } | undefined;
    /** ExternalSecrets that bring its secrets; each is named as the Secret that it writes. */
    externalSecrets: string[];
    /** Secret that Infisical's own operator writes; undefined for all that External Secrets brings. */
    infisicalSecret: string | undefined;
}

export interface DeployedRoute extends Omit<ServerRouteArgs, "host"> {
    kind: RouteKind;
    host: string;
}

/** Of the stack's outputs (stacks/outputs.ts) those that say what was deployed. */
export interface DeployedOutputs {
    endpoints?: Record<string, { url?: string; internalUrl: string }>;
    images?: Record<string, string>;
}

/** Servers of a stack, in the order of its configuration. */
export async function deployedServers(stack: Pick<ReleaseStack, "config" | "outputs">): Promise<DeployedServer[]> {
    const outputs = (await stack.outputs()) as DeployedOutputs;
    return Object.keys(stack.config.servers).map((name) => deployedServer(name, stack.config, outputs));
}

/** As `deployedServers`, of one server; it is one of the configuration's. */
export function deployedServer(name: string, config: StackConfig, outputs: DeployedOutputs): DeployedServer {
    const { platform } = config;
    const server = config.servers[name];
    if (server === undefined) throw new Error(`the stack has no server "${name}"`);
    const { namespace } = platform;
    const { port = 8000, path = "/mcp", era } = serverRuntime(name, server, platform);
    const route = deployedRoute(server, platform);
    const serviceName = objectName(name);
    const { url, internalUrl } = outputs.endpoints?.[name] ?? {
        url: route && endpointUrl({ tls: route.tls !== undefined, host: route.host, port: route.publicPort, path }),
        internalUrl: inClusterUrl({ serviceName, namespace, port, path }),
    };
    return {
        name,
        namespace,
        objectName: objectName(name),
        serviceName,
        podLabels: selectorLabels(name),
        image: outputs.images?.[name],
        era: eras.find((known) => known === era) ?? "dual",
        port,
        path,
        url,
        internalUrl,
        route,
        probes: probeTargets(server),
        metrics: metrics(name, server, platform),
        ...secretObjects(name, server, platform),
    };
}

function deployedRoute(server: ServerConfig, platform: PlatformConfig): DeployedRoute | undefined {
    const route = serverRoute(server, platform);
    return route && { ...route, kind: routeKind(route.kind) ?? "nginx", host: String(route.host) };
}

function probeTargets({ health }: ServerConfig): DeployedServer["probes"] {
    const { startupProbe, livenessProbe, readinessProbe } = probes(health);
    const target = (probe: typeof startupProbe): ProbeTarget | undefined => {
        if (probe === undefined) return undefined;
        return "httpGet" in probe ? { kind: "http", path: probe.httpGet.path } : { kind: "tcp" };
    };
    return { startup: target(startupProbe), liveness: target(livenessProbe), readiness: target(readinessProbe) };
}

function metrics(name: string, server: ServerConfig, platform: PlatformConfig): DeployedServer["metrics"] {
    const args = monitoringArgs(server, platform);
    if (args === undefined) return undefined;
    const monitorNamespace = String(args.monitorNamespace ?? platform.namespace);
    return {
        port: args.port,
        path: String(args.path ?? "/metrics"),
        monitorName: monitorName(name, platform.namespace, monitorNamespace),
        monitorNamespace,
    };
}

function secretObjects(name: string, server: ServerConfig, platform: PlatformConfig) {
    const { secrets = {}, secretBundles = [] } = server;
    const infisical = server.infisical && { ...platform.infisical, ...server.infisical };
    const areFiles = Object.values(secrets).map(({ file }) => file !== undefined);
    const written = infisical && infisicalSecretName(name, infisical);
    const byOperator = infisical?.kind === "infisicalSecret";
    return {
        externalSecrets: [
            ...(areFiles.includes(false) || secretBundles.length > 0 ? [secretObjectName(name)] : []),
            ...(areFiles.includes(true) ? [secretFilesObjectName(name)] : []),
            ...(written !== undefined && !byOperator ? [String(written)] : []),
        ],
        infisicalSecret: written !== undefined && byOperator ? String(written) : undefined,
    };
}
