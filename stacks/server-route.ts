import type { ServerRouteArgs } from "../components";
import { hostSecretName } from "../components/model/names";
import { routeKind } from "../components/model/route-kinds";
import { ofOwnKind } from "../components/model/route-rules";
import type { PlatformConfig, ServerConfig } from "./schema";

type RouteBlock = Omit<NonNullable<ServerConfig["route"]>, "enabled"> & { host: string };

/** A server's route over the platform's, key by key; undefined where it has none. */
function routeBlock(server: ServerConfig, platform: PlatformConfig): RouteBlock | undefined {
    const { enabled = true, ...own } = server.route ?? {};
    const kind = own.kind ?? platform.route?.kind;
    const route = { ...ofOwnKind({ ...platform.route, ...(kind !== undefined && { kind }) }), ...own };
    return enabled && route.host !== undefined ? { ...route, host: route.host } : undefined;
}

/** Namespace that the route's objects are in, where it is not the server's. */
export function routeNamespace({ nginx, apisix }: Pick<RouteBlock, "nginx" | "apisix">): string | undefined {
    return nginx?.ingressNamespace ?? apisix?.ingressNamespace;
}

/** A certificate that the stack has issued once for all servers of a host. */
export interface SharedCertificate {
    host: string;
    namespace: string;
    secretName: string;
    clusterIssuer: string;
}

/** The certificate that a server's route needs from cert-manager; undefined where it needs none. */
export function certificateOf(server: ServerConfig, platform: PlatformConfig): SharedCertificate | undefined {
    const route = routeBlock(server, platform);
    const kind = routeKind(route?.kind);
    if (route?.tls?.clusterIssuer === undefined || (kind !== "nginx" && kind !== "apisix")) return undefined;
    const { host, tls } = route;
    return {
        host,
        namespace: routeNamespace(route) ?? platform.namespace,
        secretName: tls.secretName ?? hostSecretName(host),
        clusterIssuer: route.tls.clusterIssuer,
    };
}

/** A server's route as arguments of the component: its certificate comes from the stack, not from its own Ingress. */
export function serverRoute(server: ServerConfig, platform: PlatformConfig): ServerRouteArgs | undefined {
    const route = routeBlock(server, platform);
    const certificate = certificateOf(server, platform);
    if (route === undefined || certificate === undefined) return route;
    const { clusterIssuer, ...tls } = route.tls ?? {};
    return { ...route, tls: { ...tls, secretName: certificate.secretName } };
}
