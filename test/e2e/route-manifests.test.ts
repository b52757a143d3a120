import { execa } from "execa";
import { albAnnotations, albIngressSpec, albOpenAnnotations, albOpenSpec } from "../../components/model/alb-ingress";
import {
    type ApisixRoute,
    apisixApiVersion,
    apisixRouteSpec,
    apisixTlsSpec,
    apisixUpstreamSpec,
} from "../../components/model/apisix-route";
import {
    answeredRouteSpec,
    envoyGatewayApiVersion,
    type GatewayRoute,
    httpRouteApiVersion,
    httpRouteSpec,
    metadataFilterSpec,
    redirectRouteSpec,
    securityPolicySpec,
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
        const auth = {
            issuer: "https://auth.example.com/realms/mcp",
            audience: "https://mcp.example.com/v1.0/mcp",
            requiredScopes: ["mcp:tools"],
            jwksUrl: "https://auth.example.com/realms/mcp/protocol/openid-connect/certs",
            metadata: '{"resource":"https://mcp.example.com/v1.0/mcp"}',
        };
        const albIngress = { ...alb, tls: true, redirect: true, securityHeaders: true, auth };
        const client = {
            id: "mcp",
            secretName: "demo-mcp-client",
            introspectionUrl: "https://auth.example.com/realms/mcp/protocol/openid-connect/token/introspect",
            discoveryUrl: "https://auth.example.com/realms/mcp/.well-known/openid-configuration",
            realm: "mcp",
        };
        const apisixRoute: ApisixRoute = {
            ...common,
            className: "apisix",
            tls: true,
            redirect: true,
            securityHeaders: true,
            limits: { requestsPerSecond: 10, connections: 20 },
            cors,
            auth: { ...auth, client },
        };
        const upstreams = { stable: "demo-mcp", canary: "demo-mcp-canary" };
        const apisix = (kind: string, spec: object) => ({ apiVersion: apisixApiVersion, kind, spec });
        const envoy = (kind: string, spec: object) => ({ apiVersion: envoyGatewayApiVersion, kind, spec });
        const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress" };
        const httpRoute = { apiVersion: httpRouteApiVersion, kind: "HTTPRoute" };
        const manifests = [
            { ...httpRoute, spec: httpRouteSpec(route) },
            { ...httpRoute, spec: redirectRouteSpec(route, "http", 8443) },
            { ...ingress, spec: nginxIngressSpec(nginx), annotations: nginxAnnotations(nginx) },
            { ...ingress, spec: nginxIngressSpec(nginx), annotations: nginxCanaryAnnotations(10) },
            { ...ingress, spec: albIngressSpec(albIngress), annotations: albAnnotations(albIngress) },
            { ...ingress, spec: albOpenSpec(albIngress), annotations: albOpenAnnotations(albIngress) },
            apisix("ApisixRoute", apisixRouteSpec(apisixRoute)),
            apisix("ApisixRoute", apisixRouteSpec({ ...apisixRoute, upstreams })),
            apisix("ApisixUpstream", apisixUpstreamSpec("apisix", "demo-mcp.mcp.svc.cluster.local", 8000)),
            apisix("ApisixTls", apisixTlsSpec("apisix", "mcp.example.com", { name: "cert", namespace })),
            envoy("SecurityPolicy", securityPolicySpec("demo-mcp", auth)),
            envoy("HTTPRouteFilter", metadataFilterSpec(auth.metadata)),
            { ...httpRoute, spec: answeredRouteSpec(route, "answer") },
        ];
        for (const { annotations, ...manifest } of manifests.map((one) => ({ annotations: {}, ...one }))) {
            const metadata = { name: "checked", namespace, annotations };
            const input = JSON.stringify({ ...manifest, metadata });
            await execa("kubectl", ["apply", "--dry-run=server", "--validate=strict", "-f", "-"], { input });
        }
    });
});
