import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import {
    answeredRouteSpec,
    envoyGatewayApiVersion,
    httpRouteApiVersion,
    httpRouteSpec,
    metadataFilterSpec,
    redirectRouteSpec,
    securityPolicySpec,
} from "../model/gateway-http-route";
import { objectLabels } from "../model/labels";
import { objectName } from "../model/names";
import { byAccess, publishedPaths } from "../model/route-paths";
import type { RouteArgs } from "../route";

const httpsPort = 443;
/** Controllers write "Accepted" first: a route that no Gateway takes fails `pulumi up` instead of leading nowhere. */
const waitForAcceptance = { "pulumi.com/waitFor": "jsonpath={.status.parents[0].conditions[0].status}=True" };
/** Half of Pulumi's own patience; a Gateway takes seconds, one that makes a load balancer minutes. */
const acceptanceTimeout = "5m";

/** Route by an HTTPRoute that a Gateway takes. */
export function gatewayRoute(name: string, args: RouteArgs, parent: pulumi.Resource): void {
    const { gateway, tls, auth } = args;
    if (gateway === undefined) return;
    const awsLoadBalancer = gateway.awsLoadBalancer ?? false;
    const paths = publishedPaths(args);
    // A policy holds for all that an HTTPRoute leads on: what needs no token is an HTTPRoute of its own.
    const { open, guarded } = auth ? byAccess(paths) : { open: [], guarded: paths };
    const route = pulumi.output({
        gateway: { name: gateway.name, namespace: gateway.namespace ?? args.namespace },
        listener: gateway.listener ?? (tls ? "https" : "http"),
        host: args.host,
        paths: guarded,
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
    const customResource = (
        resource: string,
        object: { apiVersion: string; kind: string; name: string },
        spec: pulumi.Input<object>,
    ) => {
        const { apiVersion, kind, name: objectName } = object;
        const annotations = kind === "HTTPRoute" ? waitForAcceptance : undefined;
        const metadata = { name: objectName, namespace: args.namespace, labels: objectLabels(name), annotations };
        return new CustomResource(
            resource,
            { apiVersion, kind, metadata, spec },
            { parent, customTimeouts: { create: acceptanceTimeout, update: acceptanceTimeout } },
        );
    };
    const httpRoute = (suffix: string, spec: pulumi.Input<object>) => {
        const object = { apiVersion: httpRouteApiVersion, kind: "HTTPRoute", name: objectName(name) + suffix };
        return customResource(name + suffix, object, spec);
    };
    const envoyObject = (kind: string, suffix: string, spec: pulumi.Input<object>) => {
        const object = { apiVersion: envoyGatewayApiVersion, kind, name: objectName(name) + suffix };
        return customResource(name + suffix, object, spec);
    };
    if (auth) {
        // Before the route that it is for: there is no moment in which that leads on what has no token.
        envoyObject(
            "SecurityPolicy",
            "-tokens",
            pulumi.output(auth).apply((known) => securityPolicySpec(objectName(name), known)),
        );
    }
    httpRoute("", route.apply(httpRouteSpec));
    const answer = auth?.metadata;
    if (open.length > 0) {
        const published = route.apply((known) => ({ ...known, paths: open }));
        const filter = `${objectName(name)}-metadata`;
        if (answer !== undefined) {
            envoyObject("HTTPRouteFilter", "-metadata-answer", pulumi.output(answer).apply(metadataFilterSpec));
        }
        httpRoute(
            "-metadata",
            published.apply((known) =>
                answer === undefined ? httpRouteSpec(known) : answeredRouteSpec(known, `${filter}-answer`),
            ),
        );
    }
    if (tls && (tls.redirect ?? true)) {
        const listener = gateway.redirectListener ?? "http";
        const port = args.publicPort ?? httpsPort;
        const all = route.apply((known) => redirectRouteSpec({ ...known, paths }, listener, port));
        httpRoute("-redirect", all);
    }
}
