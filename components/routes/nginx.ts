import { ConfigMap, Service } from "@pulumi/kubernetes/core/v1";
import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels } from "../model/labels";
import { objectName, resourceName, serviceHost, tlsSecretName } from "../model/names";
import { nginxAnnotations, nginxCanaryAnnotations, nginxIngressSpec } from "../model/nginx-ingress";
import { contentHeaders } from "../model/route-headers";
import { publishedPaths } from "../model/route-paths";
import { timeoutChain } from "../model/timeout-chain";
import type { RouteArgs } from "../route";

/** Route by an Ingress of ingress-nginx, or of what understands its annotations. */
export function nginxRoute(name: string, args: RouteArgs, parent: pulumi.Resource): void {
    const { nginx = {}, servicePort } = args;
    const namespace = nginx.ingressNamespace ?? args.namespace;
    const metadata = { name: objectName(name), namespace, labels: objectLabels(name) };
    const serviceName =
        nginx.ingressNamespace === undefined ? args.serviceName : serviceAlias(name, metadata, args, parent);
    const headers = args.securityHeaders
        ? new ConfigMap(
              name,
              { metadata: { ...metadata, name: `${objectName(name)}-headers` }, data: contentHeaders },
              { parent },
          )
        : undefined;
    const described = {
        className: args.className ?? "nginx",
        host: args.host,
        paths: publishedPaths(args),
        serviceName,
        servicePort,
        streamIdleSeconds: timeoutChain(args.timeouts, "nginx").streamIdleSeconds,
        sticky: args.sticky,
        useRegex: nginx.useRegex,
        maxBodySize: nginx.maxBodySize,
        limits: args.limits,
        cors: args.cors,
        headersConfigMap: headers && pulumi.interpolate`${headers.metadata.namespace}/${headers.metadata.name}`,
        tlsSecretName: args.tls && (args.tls.secretName ?? tlsSecretName(name)),
        redirect: args.tls?.redirect,
        clusterIssuer: args.tls?.clusterIssuer,
        annotations: nginx.annotations,
    };
    const ingress = pulumi.output(described);
    const main = new Ingress(
        name,
        {
            metadata: { ...metadata, annotations: ingress.apply(nginxAnnotations) },
            spec: ingress.apply(nginxIngressSpec),
        },
        { parent },
    );
    if (args.canary === undefined) return;
    const canaryMetadata = { ...metadata, name: objectName(name, "canary") };
    const { serviceName: canaryService, weightPercent } = args.canary;
    const canaryServiceName =
        nginx.ingressNamespace === undefined
            ? canaryService
            : serviceAlias(
                  resourceName(name, "canary"),
                  canaryMetadata,
                  { ...args, serviceName: canaryService },
                  parent,
              );
    new Ingress(
        resourceName(name, "canary"),
        {
            metadata: { ...canaryMetadata, annotations: nginxCanaryAnnotations(weightPercent) },
            spec: pulumi.output({ ...described, serviceName: canaryServiceName }).apply(nginxIngressSpec),
        },
        // Alone it would be an Ingress of nothing.
        { parent, dependsOn: [main] },
    );
}

/** An Ingress reaches Services of its own namespace only: this one is another name for the server's. */
function serviceAlias(
    resource: string,
    metadata: { name: string; namespace: pulumi.Input<string>; labels: Record<string, string> },
    args: RouteArgs,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const externalName = pulumi
        .all([args.serviceName, args.namespace])
        .apply(([service, namespace]) => serviceHost(service, namespace));
    const ports = [{ name: "http", port: args.servicePort, targetPort: args.servicePort, protocol: "TCP" }];
    const service = new Service(
        resource,
        { metadata, spec: { type: "ExternalName", externalName, ports } },
        { parent },
    );
    return service.metadata.name;
}
