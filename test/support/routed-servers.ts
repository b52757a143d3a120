import { ports } from "../../local/addresses";

/** Namespace that is not the servers': of the Gateway, and of an Ingress. */
export const gateways = "e2e-routes-gateway";
export const plainHost = "plain-routes.localhost";
export const tlsHost = "routes.localhost";
/** Secret with the certificate of `tlsHost`. */
export const certificateSecret = "routes-tls";
/** A web page that may call. */
export const page = "https://chat.example.com";

/** A Gateway as a platform team has one: the same ports as the Ingresses, with the host's certificate. */
export const gateway = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "public", namespace: gateways },
    spec: {
        gatewayClassName: "traefik",
        listeners: [
            { name: "http", protocol: "HTTP", port: ports.ingressHttp, hostname: tlsHost },
            {
                name: "https",
                protocol: "HTTPS",
                port: ports.ingressHttps,
                hostname: tlsHost,
                tls: { mode: "Terminate", certificateRefs: [{ name: certificateSecret }] },
            },
        ].map((listener) => ({ ...listener, allowedRoutes: { namespaces: { from: "All" } } })),
    },
};

/** The demo server, one pod of it. */
const server = {
    image: {
        context: "./servers",
        dockerfile: "demo/Dockerfile",
        buildArgs: { BASE_IMAGE: "localhost:5000/library/node:22-slim" },
        network: "host",
    },
    replicas: 1,
    settings: { ALLOWED_ORIGINS: page },
};
/** A server for each way in; two pods where their calls are spread. */
export const servers = {
    open: {
        ...server,
        replicas: 2,
        route: { host: plainHost, metadata: true, cors: { origins: [page] } },
    },
    guarded: {
        ...server,
        route: {
            host: tlsHost,
            publicPort: ports.ingressHttps,
            tls: { secretName: certificateSecret },
            securityHeaders: true,
            limits: { requestsPerSecond: 5, burstMultiplier: 2 },
        },
    },
    gated: {
        ...server,
        replicas: 2,
        // Traefik runs on the node itself here, whose calls no policy cuts.
        network: { ingressControllerNamespace: gateways },
        route: {
            kind: "gateway",
            host: tlsHost,
            publicPort: ports.ingressHttps,
            tls: {},
            gateway: { name: "public", namespace: gateways },
        },
    },
    moved: { ...server, route: { host: plainHost, nginx: { ingressNamespace: gateways } } },
};
