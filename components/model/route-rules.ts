import type { ServerRouteArgs } from "../route";
import { serviceHost } from "./names";
import { checked, type Problem, within } from "./problem";
import { corsProblems } from "./route-cors";
import { routeKind, routeKindNames, routeKinds } from "./route-kinds";
import { limitProblems } from "./route-limits";
import { morePathsProblems } from "./route-paths";

/** What is wrong with a server's route; a host that is only known later (Output) passes. */
export function routeProblems(route: ServerRouteArgs): Problem[] {
    const kind = routeKind(route.kind);
    return [
        ...checked("kind", route.kind, () => kind !== undefined, `kinds are ${routeKindNames.join(", ")}`),
        ...checked("host", route.host, isHost, 'a host is a DNS name: lower-case letters, digits, "-" and "."'),
        ...checked(
            "publicPort",
            route.publicPort,
            (port) => port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65_535),
            "a port is a whole number from 1 to 65535",
        ),
        ...morePathsProblems(route.morePaths),
        ...(route.limits ? within("limits", limitProblems(route.limits)) : []),
        ...(route.cors ? within("cors", corsProblems(route.cors)) : []),
        ...(kind ? [...routeKinds[kind].problems(route), ...otherKindsProblems(route, kind)] : []),
    ];
}

/** Blocks of arguments that only one kind of route knows. */
const blocks = ["nginx", "alb", "gateway", "apisix"] as const;

function otherKindsProblems(route: ServerRouteArgs, kind: string): Problem[] {
    return blocks
        .filter((block) => block !== kind)
        .flatMap((block) =>
            checked(
                block,
                route[block],
                (found) => found === undefined,
                `the route is of kind ${kind}, which excludes this block`,
            ),
        );
}

/** A route without the blocks of other kinds than its own: what is left of defaults that hold for all kinds. */
export function ofOwnKind<T extends Partial<ServerRouteArgs>>(route: T): T {
    const others = blocks.filter((block) => block !== (routeKind(route.kind) ?? route.kind));
    const kept = Object.entries(route).filter(([key]) => !others.some((other) => other === key));
    return Object.fromEntries(kept) as T;
}

function isHost(host: unknown): boolean {
    if (typeof host !== "string") return host !== undefined;
    const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
    return host.length <= 253 && host.split(".").every((part) => label.test(part)) && !/^[0-9.]+$/.test(host);
}

/** URL of an endpoint, without the port where it is the scheme's own. */
export function endpointUrl(endpoint: { tls: boolean; host: string; port?: number; path: string }): string {
    const url = new URL(`${endpoint.tls ? "https" : "http"}://${endpoint.host}${endpoint.path}`);
    if (endpoint.port !== undefined) url.port = String(endpoint.port);
    return url.href;
}

/** URL of an endpoint inside the cluster, past every route. */
export function inClusterUrl(at: { serviceName: string; namespace: string; port: number; path: string }): string {
    return endpointUrl({ tls: false, host: serviceHost(at.serviceName, at.namespace), port: at.port, path: at.path });
}
