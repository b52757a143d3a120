import type { ServerRouteArgs } from "../route";
import { albEdgeProblems, albProblems, albProxy } from "./alb-rules";
import { apisixEdgeProblems, apisixProblems, apisixProxy } from "./apisix-rules";
import type { AuthArgs } from "./auth";
import { gatewayEdgeProblems, gatewayProblems, gatewayProxy } from "./gateway-rules";
import { nginxEdgeProblems, nginxProblems, nginxProxy } from "./nginx-rules";
import type { Problem } from "./problem";
import type { ProxyTimes } from "./timeout-chain";

/** What is to be known of a kind of route before anything is made. */
export interface RouteKindRules {
    proxy: ProxyTimes;
    /** What this kind cannot do of what was asked for. */
    problems(route: ServerRouteArgs): Problem[];
    /** What this kind cannot verify of tokens, where it is to; fields of the block `auth`. */
    edgeProblems(auth: AuthArgs, route: ServerRouteArgs): Problem[];
}

const noEdgeProblems = ({ enforcedBy }: AuthArgs): Problem[] => [
    { field: "enforcedBy", found: enforcedBy, allowed: 'what routes to the server is not made here: take "server"' },
];

/** Kinds of route that there are; components/route.ts has what makes each, and the compiler asks for it. */
export const routeKinds = {
    nginx: { proxy: nginxProxy, problems: nginxProblems, edgeProblems: nginxEdgeProblems },
    alb: { proxy: albProxy, problems: albProblems, edgeProblems: albEdgeProblems },
    gateway: { proxy: gatewayProxy, problems: gatewayProblems, edgeProblems: gatewayEdgeProblems },
    apisix: { proxy: apisixProxy, problems: apisixProblems, edgeProblems: apisixEdgeProblems },
    /** Something else leads requests to the Service: it is taken to be a proxy with common defaults. */
    none: { proxy: nginxProxy, problems: () => [], edgeProblems: noEdgeProblems },
} satisfies Record<string, RouteKindRules>;

export type RouteKind = keyof typeof routeKinds;

export const routeKindNames = Object.keys(routeKinds) as RouteKind[];

/** Kind that was asked for, or the default one; undefined for one that is none. */
export function routeKind(kind: string | undefined): RouteKind | undefined {
    return kind === undefined ? "nginx" : routeKindNames.find((known) => known === kind);
}
