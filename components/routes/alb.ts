import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { albAnnotations, albIngressSpec } from "../model/alb-ingress";
import { objectLabels } from "../model/labels";
import { objectName } from "../model/names";
import { publishedPaths } from "../model/route-paths";
import { timeoutChain } from "../model/timeout-chain";
import type { RouteArgs } from "../route";

/** Route by an Application Load Balancer that the AWS Load Balancer Controller makes of an Ingress. */
export function albRoute(name: string, args: RouteArgs, parent: pulumi.Resource): void {
    const { streamIdleSeconds, deregistrationDelaySeconds } = timeoutChain(args.timeouts, "alb");
    const ingress = pulumi.output({
        className: args.className ?? "alb",
        host: args.host,
        paths: publishedPaths(args),
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
        alb: args.alb ?? {},
    });
    new Ingress(
        name,
        {
            metadata: {
                name: objectName(name),
                namespace: args.namespace,
                labels: objectLabels(name),
                annotations: ingress.apply(albAnnotations),
            },
            spec: ingress.apply(albIngressSpec),
        },
        { parent },
    );
}
