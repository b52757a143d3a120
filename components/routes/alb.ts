import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { albAnnotations, albIngressSpec, albOpenAnnotations, albOpenSpec } from "../model/alb-ingress";
import { objectLabels } from "../model/labels";
import { objectName } from "../model/names";
import { byAccess, publishedPaths } from "../model/route-paths";
import { timeoutChain } from "../model/timeout-chain";
import type { RouteArgs } from "../route";

/** Route by an Application Load Balancer that the AWS Load Balancer Controller makes of an Ingress. */
export function albRoute(name: string, args: RouteArgs, parent: pulumi.Resource): void {
    const { streamIdleSeconds, deregistrationDelaySeconds } = timeoutChain(args.timeouts, "alb");
    const paths = publishedPaths(args);
    // One annotation holds for all paths of an Ingress: what needs no token is another Ingress of the same load balancer.
    const { open, guarded } = args.auth ? byAccess(paths) : { open: [], guarded: paths };
    const ingress = pulumi.output({
        className: args.className ?? "alb",
        host: args.host,
        paths: guarded,
        serviceName: args.serviceName,
        servicePort: args.servicePort,
        canary: args.canary,
        readinessPath: args.readinessPath,
        streamIdleSeconds,
        deregistrationDelaySeconds,
        sticky: args.sticky ?? false,
        tls: args.tls !== undefined,
        redirect: args.tls?.redirect ?? true,
        certificateArn: args.tls?.certificateArn,
        securityHeaders: args.securityHeaders ?? true,
        auth: args.auth,
        alb: args.alb ?? {},
    });
    const make = (
        resource: string,
        object: string,
        annotations: pulumi.Output<Record<string, string>>,
        spec: ReturnType<typeof albIngressSpec> | pulumi.Output<ReturnType<typeof albIngressSpec>>,
    ) =>
        new Ingress(
            resource,
            { metadata: { name: object, namespace: args.namespace, labels: objectLabels(name), annotations }, spec },
            { parent },
        );
    make(name, objectName(name), ingress.apply(albAnnotations), ingress.apply(albIngressSpec));
    if (open.length === 0) return;
    const published = ingress.apply((known) => ({ ...known, paths: open }));
    make(
        `${name}-metadata`,
        `${objectName(name)}-metadata`,
        published.apply(albOpenAnnotations),
        published.apply(albOpenSpec),
    );
}
