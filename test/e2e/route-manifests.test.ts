import { execa } from "execa";
import { albAnnotations, albIngressSpec } from "../../components/model/alb-ingress";
import {
    type GatewayRoute,
    httpRouteApiVersion,
    httpRouteSpec,
    redirectRouteSpec,
} from "../../components/model/gateway-http-route";
import { nginxAnnotations, nginxCanaryAnnotations, nginxIngressSpec } from "../../components/model/nginx-ingress";

/** Nothing is made, so any namespace that is there will do. */
const namespace = "default";

describe("manifests of routes", function () {
    this.timeout(900_000);

    it("are taken by the API server with all that a kind can have, also where nothing here serves it", async () => {
        const cors = { origins: ["https://chat.example.com", "https://claude.ai"] };
        const paths = [
            { path: "/v1.0/mcp", exact: false },
            { path: "/.well-known/oauth-protected-resource/v1.0/mcp", exact: true },
        ];
        const common = {
            host: "mcp.example.com",
            paths,
            serviceName: "demo-mcp",
            servicePort: 8000,
            canary: { serviceName: "demo-mcp-canary", weightPercent: 10 },
            streamIdleSeconds: 600,
        };
        const route: GatewayRoute = {
            ...common,
            gateway: { name: "public", namespace },
            listener: "https",
            tls: true,
            sessionPersistence: false,
            securityHeaders: true,
            awsLoadBalancer: false,
            cors,
            extensions: [{ group: "example.com", kind: "Limit", name: "limit" }],
        };
        const nginx = { ...common, className: "nginx", useRegex: true, tlsSecretName: "cert", cors };
        const alb = { ...common, className: "alb", deregistrationDelaySeconds: 50, sticky: true, alb: {} };
        const albIngress = { ...alb, tls: true, redirect: true, securityHeaders: true };
        const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress" };
        const httpRoute = { apiVersion: httpRouteApiVersion, kind: "HTTPRoute" };
        const manifests = [
            { ...httpRoute, spec: httpRouteSpec(route) },
            { ...httpRoute, spec: redirectRouteSpec(route, "http", 8443) },
            { ...ingress, spec: nginxIngressSpec(nginx), annotations: nginxAnnotations(nginx) },
            { ...ingress, spec: nginxIngressSpec(nginx), annotations: nginxCanaryAnnotations(10) },
            { ...ingress, spec: albIngressSpec(albIngress), annotations: albAnnotations(albIngress) },
        ];
        for (const { annotations, ...manifest } of manifests.map((one) => ({ annotations: {}, ...one }))) {
            const metadata = { name: "checked", namespace, annotations };
            const input = JSON.stringify({ ...manifest, metadata });
            await execa("kubectl", ["apply", "--dry-run=server", "--validate=strict", "-f", "-"], { input });
        }
    });
});
