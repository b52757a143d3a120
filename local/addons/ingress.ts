import { join } from "node:path";
import { ports } from "../addresses";
import { apply } from "../cluster/kubectl";
import { paths } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import { pythonEnvironment } from "../python";
import type { Step } from "../step";

const daemonName = "ingress";
/** What Ingresses and Gateways show as their address; Pulumi waits until an Ingress has one. */
const publishedAddress = "127.0.0.1";
const ingressNginxController = "k8s.io/ingress-nginx";
const gateway = { name: "mcp-gateway", namespace: "gateway-system", class: "traefik" };

const objects = [
    {
        apiVersion: "networking.k8s.io/v1",
        kind: "IngressClass",
        metadata: { name: "nginx" },
        spec: { controller: ingressNginxController },
    },
    {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GatewayClass",
        metadata: { name: gateway.class },
        spec: { controllerName: "traefik.io/gateway-controller" },
    },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: gateway.namespace } },
    {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name: gateway.name, namespace: gateway.namespace },
        spec: {
            gatewayClassName: gateway.class,
            listeners: [
                {
                    name: "http",
                    protocol: "HTTP",
                    // Traefik serves a listener on the entry point of the same port.
                    port: ports.ingressHttp,
                    allowedRoutes: { namespaces: { from: "All" } },
                },
            ],
        },
    },
];

/**
 * Traefik, on the host: serves Ingresses of class nginx as ingress-nginx does, and the Gateway API. Its provider for
 * Ingresses of other classes stays off, so that each Ingress is served once.
 */
export const ingressStep: Step = {
    name: "ingress",
    title: "ingress and gateway (Traefik)",
    needs: ["control-plane", "crds"],
    async ensure(context) {
        const environment = await pythonEnvironment("traefik", join(__dirname, "traefik-requirements.txt"), context);
        // Before the start: Traefik looks for the class of its Ingresses and for the Gateway API once, then it watches.
        await apply(objects);
        await ensureDaemon({
            name: daemonName,
            command: join(environment, "bin", "traefik"),
            args: traefikArgs,
            env: { KUBECONFIG: paths.kubeconfig },
            ready: async () => (await fetch(`http://127.0.0.1:${ports.ingressAdmin}/ping`)).ok,
        });
    },
    async remove() {
        await stopDaemon(daemonName);
    },
    async status() {
        const pid = runningPid(daemonName);
        if (pid === undefined) return undefined;
        return (
            `http://127.0.0.1:${ports.ingressHttp} and https://127.0.0.1:${ports.ingressHttps}, ` +
            `routes at http://127.0.0.1:${ports.ingressAdmin}/api/http/routers, pid ${pid}`
        );
    },
};

export const traefikArgs = [
    `--entrypoints.web.address=127.0.0.1:${ports.ingressHttp}`,
    `--entrypoints.websecure.address=127.0.0.1:${ports.ingressHttps}`,
    `--entrypoints.traefik.address=127.0.0.1:${ports.ingressAdmin}`,
    // The time for reading a whole request, body included: 60 s by default, which would end long uploads.
    "--entrypoints.web.transport.respondingtimeouts.readtimeout=0",
    "--entrypoints.websecure.transport.respondingtimeouts.readtimeout=0",
    "--providers.kubernetesingressnginx=true",
    `--providers.kubernetesingressnginx.controllerclass=${ingressNginxController}`,
    "--providers.kubernetesingressnginx.httpentrypoint=web",
    "--providers.kubernetesingressnginx.httpsentrypoint=websecure",
    `--providers.kubernetesingressnginx.publishstatusaddress=${publishedAddress}`,
    // A cluster's administrator may have turned buffering on: streams then depend on the Ingress's own annotation.
    "--providers.kubernetesingressnginx.proxybuffering=true",
    // As an administrator of ingress-nginx allows what route.securityHeaders adds (global-allowed-response-headers).
    "--providers.kubernetesingressnginx.globalallowedresponseheaders=X-Content-Type-Options,X-Frame-Options,Referrer-Policy",
    "--providers.kubernetesgateway=true",
    `--providers.kubernetesgateway.statusaddress.ip=${publishedAddress}`,
    "--ping=true",
    "--api=true",
    "--api.insecure=true",
    "--api.dashboard=false",
    "--global.checknewversion=false",
    "--global.sendanonymoususage=false",
    "--log.level=INFO",
    "--log.nocolor=true",
];
