import { authSettings, clientArgs } from "../../components/model/auth";
import { clientEndpoint } from "../../components/model/clients/endpoint";
import { objectName } from "../../components/model/names";
import type { RouteKind } from "../../components/model/route-kinds";
import { fixedReplicas } from "../../components/model/scaling";
import { timeoutChain } from "../../components/model/timeout-chain";
import type { StackConfig } from "../../stacks/config";
import { identityArgs } from "../../stacks/server-args";
import { authArgs } from "../../stacks/server-auth";
import { serverRuntime } from "../../stacks/server-runtime";
import { deployedServer } from "../deployed";
import type { Deployment, KubernetesObject, NetworkPolicy } from "./objects";
import type { ApisixRoute, HttpRoute, Ingress } from "./route-objects";

/** Whom a server may be called by, as its configuration says. */
export interface ExpectedClient {
    namespace?: string;
    podLabels?: Record<string, string>;
    cidr?: string;
}

export interface ExpectedRoute {
    kind: RouteKind;
    host: string;
    url: string;
    /** Of the Ingress, HTTPRoute or ApisixRoute. */
    namespace: string;
    tls: boolean;
}

/** What the configuration of a stack asks for of one server. */
export interface Expectation {
    port: number;
    path: string;
    /** Undefined where the server is not reached from outside. */
    route?: ExpectedRoute;
    /** How long a stream may be silent at the route. */
    streamIdleSeconds: number;
    clients: ExpectedClient[];
    ingressControllerNamespace: string;
    /** Web pages that may call. */
    origins: string[];
    hasPermissions: boolean;
    identityKind: "irsa" | "podIdentity";
    /** Variable that holds a client's token; undefined: clients are told to send none. */
    tokenVariable?: string;
    /** Whose tokens the server takes, where its configuration says so. */
    issuer?: string;
    /** Environment variables that are no secrets. */
    settings: Record<string, string>;
    /** Names of secrets, as variables or files. */
    secrets: string[];
    /** Whether its image is a runtime that runs code of a ConfigMap. */
    code: boolean;
    /** Whether the number of pods is an autoscaler's. */
    scales: boolean;
    /** Objects as `pulumi up` would write them; empty when that is not known. */
    objects: ExpectedObjects;
}

export interface ExpectedObjects {
    deployment?: Deployment;
    serviceAccount?: KubernetesObject;
    ingress?: Ingress;
    httpRoute?: HttpRoute;
    apisixRoute?: ApisixRoute;
    networkPolicy?: NetworkPolicy;
}

/** What is asked for of a server, which the configuration has; no outputs are needed, so `up` need never have ended. */
export function expectationOf(name: string, config: StackConfig, objects: ExpectedObjects): Expectation {
    const { platform, servers } = config;
    const server = servers[name] ?? {};
    const { port, path, route, url } = deployedServer(name, config, {});
    const runtime = serverRuntime(name, server, platform);
    const auth = authArgs(server, platform);
    const network = { ...platform.network, ...server.network };
    const namespace = String(route?.nginx?.ingressNamespace ?? route?.apisix?.ingressNamespace ?? platform.namespace);
    return {
        port,
        path,
        ...(route &&
            url && { route: { kind: route.kind, host: route.host, tls: route.tls !== undefined, url, namespace } }),
        streamIdleSeconds: timeoutChain(runtime.timeouts, route?.kind ?? "nginx").streamIdleSeconds,
        clients: (network.clients ?? []) as ExpectedClient[],
        ingressControllerNamespace: network.ingressControllerNamespace ?? "ingress-nginx",
        origins: route?.cors?.origins?.filter((origin) => origin !== "*") ?? [],
        hasPermissions: (server.permissions ?? []).length > 0,
        identityKind: identityArgs(server, platform)?.kind === "podIdentity" ? "podIdentity" : "irsa",
        issuer: auth?.issuer,
        tokenVariable: clientEndpoint(name, "", clientArgs({ ...platform.client, ...server.client }, auth))
            .tokenVariable,
        settings: {
            ...(auth && (authSettings(auth, url) as Record<string, string>)),
            ...server.settings,
            ...collectorSetting(runtime.telemetry?.otlpEndpoint),
        },
        secrets: Object.keys(server.secrets ?? {}),
        code: server.code !== undefined,
        scales: fixedReplicas(runtime) === undefined,
        objects,
    };
}

const collectorSetting = (endpoint: unknown): Record<string, string> =>
    typeof endpoint === "string" ? { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } : {};

/** Of all objects of a stack, those of one server that a diagnosis compares with the cluster's. */
export function expectedObjects(server: string, objects: KubernetesObject[]): ExpectedObjects {
    const name = objectName(server);
    const find = <T extends KubernetesObject>(kind: string) =>
        objects.find((object) => object.kind === kind && object.metadata.name === name) as T | undefined;
    return {
        deployment: find<Deployment>("Deployment"),
        serviceAccount: find("ServiceAccount"),
        ingress: find<Ingress>("Ingress"),
        httpRoute: find<HttpRoute>("HTTPRoute"),
        apisixRoute: find<ApisixRoute>("ApisixRoute"),
        networkPolicy: find<NetworkPolicy>("NetworkPolicy"),
    };
}
