import type { ServerRouteArgs } from "../route";
import { checked, type Problem } from "./problem";

/** Kinds of route that there are; the compiler asks for the maker of each in route.ts. */
export const routeKinds = ["nginx"] as const;
export type RouteKind = (typeof routeKinds)[number];

/** Kind that was asked for, or the default one. */
export function routeKind(kind: string | undefined): RouteKind | undefined {
    return kind === undefined ? "nginx" : routeKinds.find((known) => known === kind);
}

/** What is wrong with a server's route; a host that is only known later (Output) passes. */
export function routeProblems(route: ServerRouteArgs): Problem[] {
    return [
        ...checked("kind", route.kind, (kind) => routeKind(kind) !== undefined, `kinds are ${routeKinds.join(", ")}`),
        ...checked("host", route.host, isHost, 'a host is a DNS name: lower-case letters, digits, "-" and "."'),
        ...checked(
            "publicPort",
            route.publicPort,
            (port) => port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65_535),
            "a port is a whole number from 1 to 65535",
        ),
    ];
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
