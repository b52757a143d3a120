import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { apisixApiVersion, apisixRouteSpec, apisixTlsSpec, apisixUpstreamSpec } from "../model/apisix-route";
import { objectLabels } from "../model/labels";
import { objectName, resourceName, serviceHost, type Track, tlsSecretName } from "../model/names";
import { publishedPaths } from "../model/route-paths";
import { timeoutChain } from "../model/timeout-chain";
import type { RouteArgs } from "../route";

/** The controller says in the object's status whether APISIX has taken it. */
const waitForSync = { "pulumi.com/waitFor": "jsonpath={.status.conditions[0].status}=True" };
const syncTimeout = "2m";

/** Route by an ApisixRoute that the ingress controller of Apache APISIX takes. */
export function apisixRoute(name: string, args: RouteArgs, parent: pulumi.Resource): void {
    const { apisix = {}, tls, servicePort, canary, auth } = args;
    const namespace = apisix.ingressNamespace ?? args.namespace;
    const className = args.className ?? "apisix";
    const labels = objectLabels(name);
    const customResource = (resource: string, kind: string, object: string, spec: pulumi.Input<object>) =>
        new CustomResource(
            resource,
            {
                apiVersion: apisixApiVersion,
                kind,
                metadata: {
                    name: object,
                    namespace,
                    labels,
                    // Not of the others: a certificate may be issued later, an upstream is looked at when a route leads there.
                    ...(kind === "ApisixRoute" && { annotations: waitForSync }),
                },
                spec,
            },
            { parent, customTimeouts: { create: syncTimeout, update: syncTimeout } },
        );
    const upstream = (track: Track, serviceName: pulumi.Input<string>) => {
        if (apisix.ingressNamespace === undefined) return undefined;
        const host = pulumi.all([serviceName, args.namespace]).apply(([service, home]) => serviceHost(service, home));
        const spec = pulumi
            .all([className, host, servicePort])
            .apply(([known, external, port]) => apisixUpstreamSpec(known, external, port));
        const made = customResource(
            resourceName(`${name}-upstream`, track),
            "ApisixUpstream",
            objectName(name, track),
            spec,
        );
        return made.metadata.apply((metadata) => metadata.name ?? objectName(name, track));
    };
    if (tls) {
        const spec = pulumi
            .all([className, args.host, tls.secretName ?? tlsSecretName(name), namespace])
            .apply(([known, host, secret, home]) => apisixTlsSpec(known, host, { name: secret, namespace: home }));
        customResource(`${name}-tls`, "ApisixTls", objectName(name), spec);
    }
    const stable = upstream("stable", args.serviceName);
    const route = pulumi.output({
        className,
        host: args.host,
        paths: publishedPaths(args),
        serviceName: args.serviceName,
        servicePort,
        upstreams: stable && { stable, canary: canary && upstream("canary", canary.serviceName) },
        canary,
        streamIdleSeconds: timeoutChain(args.timeouts, "apisix").streamIdleSeconds,
        redirect: tls !== undefined && (tls.redirect ?? true),
        securityHeaders: args.securityHeaders ?? true,
        tls: tls !== undefined,
        limits: args.limits,
        cors: args.cors,
        auth,
    });
    customResource(name, "ApisixRoute", objectName(name), route.apply(apisixRouteSpec));
}
