import type { ServerRouteArgs } from "../components";
import { albGroup, defaultAlbScheme } from "../components/model/alb-rules";
import { type Problem, problemText } from "../components/model/problem";
import { metadataPaths } from "../components/model/route-auth";
import { routeKind } from "../components/model/route-kinds";
import { collisionText, pathCollisions } from "../components/model/route-paths";
import { type RoutedRoute, routedBy } from "../components/model/routed-by";
import { timeoutChain } from "../components/model/timeout-chain";
import type { PlatformConfig, ServerConfig } from "./schema";
import { authArgs } from "./server-auth";
import { certificateOf, type SharedCertificate, serverRoute } from "./server-route";

/** What servers can only get wrong together: paths of a host, a certificate, a load balancer. */
export function sharedRouteProblems(servers: Record<string, ServerConfig>, platform: PlatformConfig): string[] {
    return [
        ...collisionProblems(servers, platform),
        ...certificateProblems(servers, platform),
        ...loadBalancerProblems(servers, platform),
    ];
}

/** Each certificate once, however many servers use it. */
export function sharedCertificates(
    servers: Record<string, ServerConfig>,
    platform: PlatformConfig,
): SharedCertificate[] {
    const wanted = Object.values(servers).flatMap((server) => certificateOf(server, platform) ?? []);
    return [...new Map(wanted.map((certificate) => [keyOf(certificate), certificate])).values()];
}

const keyOf = ({ namespace, secretName }: SharedCertificate) => `${namespace}/${secretName}`;

/** Two servers behind one URL, by one who routes there: the second would never be reached. */
function collisionProblems(servers: Record<string, ServerConfig>, platform: PlatformConfig): string[] {
    const neighbours = Object.entries(servers).map(([name, server]) => {
        // Of a stack's routes all is known.
        const route = serverRoute(server, platform) as (ServerRouteArgs & RoutedRoute) | undefined;
        const path = server.path ?? `/${name}/mcp`;
        return {
            name,
            host: route?.host,
            routedBy: route && routedBy(route, platform.namespace),
            path,
            morePaths: route?.morePaths,
            metadata: route?.metadata,
            metadataPaths: metadataPaths(authArgs(server, platform), path, route?.host),
        };
    });
    // What a server has twice by itself is found where it is looked at alone.
    return pathCollisions(neighbours)
        .filter(({ name, other }) => name !== other)
        .map(collisionText);
}

function certificateProblems(servers: Record<string, ServerConfig>, platform: PlatformConfig): string[] {
    const first = new Map<string, { name: string; certificate: SharedCertificate }>();
    return Object.entries(servers).flatMap(([name, server]) => {
        const certificate = certificateOf(server, platform);
        if (certificate === undefined) return [];
        const other = first.get(keyOf(certificate));
        if (other === undefined) {
            first.set(keyOf(certificate), { name, certificate });
            return [];
        }
        const differs = (key: "host" | "clusterIssuer") => certificate[key] !== other.certificate[key];
        const problems: Problem[] = [];
        if (differs("host")) {
            const allowed = `server "${other.name}" has the certificate of ${other.certificate.host} in it; every host needs its own`;
            problems.push({ field: "route.tls.secretName", found: certificate.secretName, allowed });
        }
        if (differs("clusterIssuer")) {
            const allowed = `server "${other.name}" has this host's certificate from ${other.certificate.clusterIssuer}`;
            problems.push({ field: "route.tls.clusterIssuer", found: certificate.clusterIssuer, allowed });
        }
        return problems.map((problem) => problemText(`server "${name}"`, problem));
    });
}

/** What holds for a whole ALB, and is refused by its controller when servers of a group disagree. */
function loadBalancerProblems(servers: Record<string, ServerConfig>, platform: PlatformConfig): string[] {
    const first = new Map<string, { name: string; settings: Record<string, unknown> }>();
    return Object.entries(servers).flatMap(([name, server]) => {
        const route = serverRoute(server, platform);
        if (route === undefined || routeKind(route.kind) !== "alb") return [];
        const { alb = {} } = route;
        const times = { ...platform.timeouts, ...server.timeouts };
        const settings = {
            "timeouts.streamIdleSeconds": timeoutChain(times, "alb").streamIdleSeconds,
            "route.alb.scheme": alb.scheme ?? defaultAlbScheme,
            "route.alb.sslPolicy": alb.sslPolicy,
            "route.alb.webAclArn": alb.webAclArn,
            "route.securityHeaders": route.securityHeaders,
        };
        const group = albGroup(String(route.host), alb);
        const other = first.get(group);
        if (other === undefined) first.set(group, { name, settings });
        return Object.entries(settings).flatMap(([field, found]) => {
            if (other === undefined || other.settings[field] === found) return [];
            const theirs = JSON.stringify(other.settings[field]) ?? "not set";
            const allowed = `it holds for the load balancer of group "${group}", and server "${other.name}" has ${theirs}`;
            return [problemText(`server "${name}"`, { field, found, allowed })];
        });
    });
}
