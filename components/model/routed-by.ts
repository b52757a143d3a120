import { albGroup } from "./alb-rules";
import { routeKind } from "./route-kinds";

/** What of a route decides who takes its requests, all values known. */
export interface RoutedRoute {
    kind?: string;
    host: string;
    className?: string;
    publicPort?: number;
    alb?: { groupName?: string };
    gateway?: { name: string; namespace?: string; listener?: string };
}

/**
 * Who takes a route's requests, and where: paths are in one another's way only where both are the same. A name may lead to
 * one controller inside and to another outside (split-horizon DNS), and a controller may listen on more ports than two.
 */
export function routedBy({ kind, host, className, publicPort, alb, gateway }: RoutedRoute, namespace: string): string {
    const known = routeKind(kind) ?? "nginx";
    const takers = {
        nginx: () => [className ?? "nginx"],
        alb: () => [className ?? "alb", albGroup(host, alb)],
        gateway: () => [gateway?.namespace ?? namespace, gateway?.name, ownListener(gateway?.listener)],
        apisix: () => [className ?? "apisix"],
        none: () => [],
    };
    return [known, ...takers[known](), ownPort(publicPort)].join(" ");
}

// HTTP and HTTPS are one: a route by HTTPS takes requests by HTTP as well, to redirect them, and most controllers look at
// host and path only.
const ownPort = (port: number | undefined) => (port === 80 || port === 443 ? undefined : port);
const ownListener = (name: string | undefined) => (name === "http" || name === "https" ? undefined : name);
