import * as pulumi from "@pulumi/pulumi";
import { userError } from "./model/problem";
import { collisionText, type PathChoice, pathCollisions } from "./model/route-paths";
import { routedBy } from "./model/routed-by";
import type { ServerRouteArgs } from "./route";
import { claimsOfRun } from "./route-runs";

/** What a route leads to, by which paths of which host, and who takes its requests. */
export interface ClaimingRoute
    extends PathChoice,
        Pick<ServerRouteArgs, "kind" | "host" | "className" | "publicPort" | "alb" | "gateway"> {
    namespace: pulumi.Input<string>;
    serviceName: pulumi.Input<string>;
}

/**
 * The route's host, known once no other server of the program has one of the route's paths there. A second route to the
 * same server is no collision.
 */
export function claimedHost(name: string, route: ClaimingRoute, component: pulumi.Resource): pulumi.Output<string> {
    const { kind, host, className, publicPort, alb, gateway, namespace, serviceName } = route;
    // Nothing is made that could be in another's way; what is not made here may tell servers apart by more than the path.
    if (kind === "none") return pulumi.output(host);
    const claims = claimsOfRun();
    const provider = component.getProvider("kubernetes:core/v1:Service");
    return pulumi
        .output({
            // Not the whole blocks: who routes is not decided by the rest, which may be known later.
            routed: {
                kind,
                host,
                className,
                publicPort,
                alb: { groupName: alb?.groupName },
                gateway: gateway && { name: gateway.name, namespace: gateway.namespace, listener: gateway.listener },
            },
            namespace,
            service: serviceName,
            cluster: provider?.urn ?? "",
        })
        .apply(({ routed, namespace, service, cluster }) => {
            const owners = claims.get(cluster) ?? new Map();
            claims.set(cluster, owners);
            const { path, morePaths, metadata, metadataPaths } = route;
            const claimed = {
                ...{ path, morePaths, metadata, metadataPaths },
                ...{ name, host: routed.host, target: `${namespace}/${service}` },
                routedBy: routedBy(routed, namespace),
            };
            const collisions = pathCollisions([claimed], owners);
            if (collisions.length > 0) throw userError(collisions.map(collisionText).join("\n"));
            return routed.host;
        });
}
