import { nginxPrefix } from "./nginx-rules";
import { type CorsPolicy, corsPolicy, type RouteCorsArgs } from "./route-cors";
import type { RouteLimitArgs } from "./route-limits";
import type { PublishedPath } from "./route-paths";

/** What an Ingress is made of, all values known. */
export interface NginxIngress {
    className: string;
    host: string;
    paths: PublishedPath[];
    serviceName: string;
    servicePort: number;
    streamIdleSeconds: number;
    /** Whether all requests of a client go to one pod. */
    sticky?: boolean;
    useRegex?: boolean;
    maxBodySize?: string;
    limits?: RouteLimitArgs;
    cors?: RouteCorsArgs;
    /** ConfigMap with headers that are added to answers, "namespace/name". */
    headersConfigMap?: string;
    /** Undefined without TLS. */
    tlsSecretName?: string;
    /** Whether HTTP is led to HTTPS. */
    redirect?: boolean;
    clusterIssuer?: string;
    annotations?: Record<string, string>;
}

/** As large as the bodies that MCP SDKs take. */
const defaultMaxBodySize = "4m";

/** Without the first five a stream is buffered until it ends, or cut after 60 silent seconds. */
export function nginxAnnotations(ingress: NginxIngress): Record<string, string> {
    const { streamIdleSeconds, clusterIssuer, limits = {}, headersConfigMap, tlsSecretName } = ingress;
    const own = {
        "backend-protocol": "HTTP",
        "proxy-buffering": "off",
        "proxy-http-version": "1.1",
        "proxy-read-timeout": streamIdleSeconds,
        "proxy-send-timeout": streamIdleSeconds,
        "proxy-body-size": ingress.maxBodySize ?? defaultMaxBodySize,
        "use-regex": ingress.useRegex || undefined,
        "ssl-redirect": tlsSecretName === undefined ? undefined : (ingress.redirect ?? true),
        "limit-rps": limits.requestsPerSecond,
        "limit-burst-multiplier": limits.burstMultiplier,
        "limit-connections": limits.connections,
        // Not a cookie, which few MCP clients keep, and not Mcp-Session-Id, which the first request does not have.
        "upstream-hash-by": ingress.sticky ? "$remote_addr" : undefined,
        "custom-headers": headersConfigMap,
        ...(ingress.cors && corsAnnotations(corsPolicy(ingress.cors))),
    };
    const set = Object.entries(own).flatMap(([name, value]) =>
        value === undefined ? [] : [[`${nginxPrefix}${name}`, String(value)]],
    );
    return {
        ...ingress.annotations,
        ...Object.fromEntries(set),
        ...(clusterIssuer && { "cert-manager.io/cluster-issuer": clusterIssuer }),
    };
}

function corsAnnotations(policy: CorsPolicy) {
    return {
        "enable-cors": true,
        "cors-allow-origin": policy.origins.join(", "),
        "cors-allow-methods": policy.methods.join(", "),
        "cors-allow-headers": policy.allowedHeaders.join(", "),
        "cors-expose-headers": policy.exposedHeaders.join(", "),
        "cors-max-age": policy.maxAgeSeconds,
        // MCP knows bearer tokens, not cookies; the default would be true.
        "cors-allow-credentials": false,
    };
}

/**
 * Annotations of the second Ingress, whose Service gets a share of the calls of the first one's paths. All else is the first
 * one's: what else stands here is not looked at.
 */
export function nginxCanaryAnnotations(weightPercent: number): Record<string, string> {
    const own = { canary: true, "canary-weight": weightPercent, "canary-weight-total": 100 };
    return Object.fromEntries(Object.entries(own).map(([name, value]) => [`${nginxPrefix}${name}`, String(value)]));
}

/** Only what is to be published, not the server's probes and metrics. */
export function nginxIngressSpec(ingress: NginxIngress) {
    const { className, host, serviceName, servicePort, tlsSecretName } = ingress;
    const backend = { service: { name: serviceName, port: { number: servicePort } } };
    const match = ingress.useRegex ? asExpression : asPath;
    return {
        ingressClassName: className,
        rules: [{ host, http: { paths: ingress.paths.map((published) => ({ ...match(published), backend })) } }],
        ...(tlsSecretName && { tls: [{ hosts: [host], secretName: tlsSecretName }] }),
    };
}

function asPath({ path, exact }: PublishedPath) {
    return { path, pathType: exact ? "Exact" : "Prefix" };
}

/** The same paths, element by element as `Prefix` means it: "/demo/mcp" is no beginning of "/demo/mcps". */
function asExpression({ path, exact }: PublishedPath) {
    const literal = path.replaceAll(".", "\\.");
    return { path: exact ? `${literal}$` : `${literal}(/|$)`, pathType: "ImplementationSpecific" };
}
