import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels } from "../model/labels";
import { objectName, tlsSecretName } from "../model/names";
import { nginxAnnotations, nginxIngressSpec } from "../model/nginx-ingress";
import { timeouts } from "../model/timeouts";
import type { RouteArgs } from "../route";

/** Route by an Ingress of ingress-nginx, or of what understands its annotations. */
export function nginxRoute(name: string, args: RouteArgs, parent: pulumi.Resource): void {
    const ingress = pulumi.output({
        className: args.className ?? "nginx",
        host: args.host,
        path: args.path,
        serviceName: args.serviceName,
        servicePort: args.servicePort,
        streamIdleSeconds: args.streamIdleSeconds ?? timeouts().streamIdleSeconds,
        tlsSecretName: args.tls && (args.tls.secretName ?? tlsSecretName(name)),
        clusterIssuer: args.tls?.clusterIssuer,
    });
    new Ingress(
        name,
        {
            metadata: {
                name: objectName(name),
                namespace: args.namespace,
                labels: objectLabels(name),
                annotations: ingress.apply(nginxAnnotations),
            },
            spec: ingress.apply(nginxIngressSpec),
        },
        { parent },
    );
}
