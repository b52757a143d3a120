import type { ServerRouteArgs } from "../route";
import { albProblems, albProxy } from "./alb-rules";
import { gatewayProblems, gatewayProxy } from "./gateway-rules";
import { nginxProblems, nginxProxy } from "./nginx-rules";
import type { Problem } from "./problem";
import type { ProxyTimes } from "./timeout-chain";

/** What is to be known of a kind of route before anything is made. */
export interface RouteKindRules {
    proxy: ProxyTimes;
    /** What this kind cannot do of what was asked for. */
    problems(route: ServerRouteArgs): Problem[];
}

/** Kinds of route that there are; components/route.ts has what makes each, and the compiler asks for it. */
export const routeKinds = {
    nginx: { proxy: nginxProxy, problems: nginxProblems },
    alb: { proxy: albProxy, problems: albProblems },
    gateway: { proxy: gatewayProxy, problems: gatewayProblems },
    /** Something else leads requests to the Service: it is taken to be a proxy with common defaults. */
    none: { proxy: nginxProxy, problems: () => [] },
} satisfies Record<string, RouteKindRules>;

export type RouteKind = keyof typeof routeKinds;

export const routeKindNames = Object.keys(routeKinds) as RouteKind[];

/** Kind that was asked for, or the default one; undefined for one that is none. */
export function routeKind(kind: string | undefined): RouteKind | undefined {
    return kind === undefined ? "nginx" : routeKindNames.find((known) => known === kind);
}
