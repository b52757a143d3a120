import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime";
import { userError } from "./model/problem";
import { collisionText, type PathChoice, type PathOwners, pathCollisions } from "./model/route-paths";

/** What a route leads to, and by which paths of which host. */
export interface ClaimingRoute extends PathChoice {
    host: pulumi.Input<string>;
    namespace: pulumi.Input<string>;
    serviceName: pulumi.Input<string>;
}

/** Paths that are taken, by cluster: another has the same host for itself. */
type Claims = Map<string, PathOwners>;

/** Claims of each run: a process may run several programs, whose paths are nothing to one another. */
const runs = new Map<unknown, Claims>();

/** The engine's address. Connections are no mark: each component of a program in another language has its own. */
function currentRun(): unknown {
    const monitor = getMonitor() as { getChannel?(): { getTarget(): string } } | undefined;
    return monitor?.getChannel?.().getTarget() ?? monitor;
}

function claimsOf(run: unknown): Claims {
    const claims = runs.get(run) ?? new Map<string, PathOwners>();
    runs.set(run, claims);
    return claims;
}

/**
 * The route's host, known once no other server of the program has one of the route's paths there. A second route to the
 * same server is no collision.
 */
export function claimedHost(name: string, route: ClaimingRoute, component: pulumi.Resource): pulumi.Output<string> {
    const claims = claimsOf(currentRun());
    const provider = component.getProvider("kubernetes:core/v1:Service");
    return pulumi
        .all([route.host, route.namespace, route.serviceName, provider?.urn ?? ""])
        .apply(([host, namespace, service, cluster]) => {
            const owners = claims.get(cluster) ?? new Map();
            claims.set(cluster, owners);
            const collisions = pathCollisions([{ ...route, name, host, target: `${namespace}/${service}` }], owners);
            if (collisions.length > 0) throw userError(collisions.map(collisionText).join("\n"));
            return host;
        });
}
