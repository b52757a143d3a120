import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { httpRouteApiVersion, httpRouteSpec, redirectRouteSpec } from "../model/gateway-http-route";
import { objectLabels } from "../model/labels";
import { objectName } from "../model/names";
import { publishedPaths } from "../model/route-paths";
import type { RouteArgs } from "../route";

const httpsPort = 443;
/** Controllers write "Accepted" first: a route that no Gateway takes fails `pulumi up` instead of leading nowhere. */
const waitForAcceptance = { "pulumi.com/waitFor": "jsonpath={.status.parents[0].conditions[0].status}=True" };
/** Half of Pulumi's own patience; a Gateway takes seconds, one that makes a load balancer minutes. */
const acceptanceTimeout = "5m";

/** Route by an HTTPRoute that a Gateway takes. */
export function gatewayRoute(name: string, args: RouteArgs, parent: pulumi.Resource): void {
    const { gateway, tls } = args;
    if (gateway === undefined) return;
    const awsLoadBalancer = gateway.awsLoadBalancer ?? false;
    const route = pulumi.output({
        gateway: { name: gateway.name, namespace: gateway.namespace ?? args.namespace },
        listener: gateway.listener ?? (tls ? "https" : "http"),
        host: args.host,
        paths: publishedPaths(args),
        serviceName: args.serviceName,
        servicePort: args.servicePort,
        canary: args.canary,
        tls: tls !== undefined,
        sessionPersistence: (args.sticky ?? false) && (gateway.sessionPersistence ?? false),
        securityHeaders: args.securityHeaders ?? !awsLoadBalancer,
        awsLoadBalancer,
        cors: args.cors,
        extensions: gateway.extensions ?? [],
    });
    const httpRoute = (resourceName: string, objectSuffix: string, spec: pulumi.Input<object>) =>
        new CustomResource(
            resourceName,
            {
                apiVersion: httpRouteApiVersion,
                kind: "HTTPRoute",
                metadata: {
                    name: objectName(name) + objectSuffix,
                    namespace: args.namespace,
                    labels: objectLabels(name),
                    annotations: waitForAcceptance,
                },
                spec,
            },
            { parent, customTimeouts: { create: acceptanceTimeout, update: acceptanceTimeout } },
        );
    httpRoute(name, "", route.apply(httpRouteSpec));
    if (tls && (tls.redirect ?? true)) {
        const listener = gateway.redirectListener ?? "http";
        const port = args.publicPort ?? httpsPort;
        const redirect = route.apply((known) => redirectRouteSpec(known, listener, port));
        httpRoute(`${name}-redirect`, "-redirect", redirect);
    }
}
