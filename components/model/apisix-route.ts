import { shares } from "./canary";
import { type CorsPolicy, corsPolicy, type RouteCorsArgs } from "./route-cors";
import { securityHeaders } from "./route-headers";
import type { RouteLimitArgs } from "./route-limits";
import { byAccess, type PublishedPath } from "./route-paths";

/** What an ApisixRoute is made of, all values known. */
export interface ApisixRoute {
    className: string;
    host: string;
    paths: PublishedPath[];
    serviceName: string;
    servicePort: number;
    /** Names of ApisixUpstreams in place of Services, where the route is in another namespace than they. */
    upstreams?: { stable: string; canary?: string };
    /** Service that gets a share of the calls. */
    canary?: { serviceName: string; weightPercent: number };
    streamIdleSeconds: number;
    /** Whether HTTP is led to HTTPS. */
    redirect: boolean;
    securityHeaders: boolean;
    tls: boolean;
    limits?: RouteLimitArgs;
    cors?: RouteCorsArgs;
    /** Undefined: tokens are not looked at. */
    auth?: ApisixAuth;
}

/** What the plugin openid-connect is told. */
export interface ApisixAuth {
    issuer: string;
    audience: string;
    requiredScopes?: string[];
    client?: { id: string; secretName: string; introspectionUrl: string; discoveryUrl: string; realm?: string };
    /** Answered by the route itself, in place of the server. */
    metadata?: string;
}

interface Plugin {
    name: string;
    enable: true;
    config: Record<string, unknown>;
    secretRef?: string;
}

export const apisixApiVersion = "apisix.apache.org/v2";
/** Multiple of the requests in a second that may come at once, as ingress-nginx has it. */
const defaultBurst = 5;
const connectSeconds = 5;
/** How long a connection above the limit waits, which has no effect without a burst; the plugin wants it set. */
const connectionDelaySeconds = 0.1;

const plugin = (name: string, config: Record<string, unknown>): Plugin => ({ name, enable: true, config });

/** https://apisix.apache.org/docs/ingress-controller/concepts/apisix_route/ */
export function apisixRouteSpec(route: ApisixRoute) {
    const { open, guarded } = byAccess(route.paths);
    const common = commonPlugins(route);
    const rules = [
        { name: "mcp", paths: guarded, plugins: [...common, ...authPlugins(route)] },
        // In a rule of their own: who has no token yet learns here where to get one.
        { name: "metadata", paths: open, plugins: [...common, ...metadataPlugins(route)] },
    ];
    return {
        ingressClassName: route.className,
        http: rules
            .filter(({ paths }) => paths.length > 0)
            .map(({ name, paths, plugins }) => ({
                name,
                match: { hosts: [route.host], paths: paths.flatMap(asPatterns) },
                ...target(route),
                timeout: {
                    connect: `${connectSeconds}s`,
                    send: `${route.streamIdleSeconds}s`,
                    read: `${route.streamIdleSeconds}s`,
                },
                plugins,
            })),
    };
}

/** "/demo/mcp" is no beginning of "/demo/mcps". */
const asPatterns = ({ path, exact }: PublishedPath) => (exact ? [path] : [path, `${path}/*`]);

function target({ serviceName, servicePort, canary, upstreams }: ApisixRoute) {
    const weights = canary && shares(canary.weightPercent);
    if (upstreams) {
        return {
            upstreams: [
                { name: upstreams.stable, ...(weights && { weight: weights.stable }) },
                ...(weights && upstreams.canary ? [{ name: upstreams.canary, weight: weights.canary }] : []),
            ],
        };
    }
    return {
        backends: [
            { serviceName, servicePort, ...(weights && { weight: weights.stable }) },
            ...(weights && canary ? [{ serviceName: canary.serviceName, servicePort, weight: weights.canary }] : []),
        ],
    };
}

function commonPlugins(route: ApisixRoute): Plugin[] {
    const { limits = {}, cors } = route;
    const byClient = { key_type: "var", key: "remote_addr", rejected_code: 429 };
    const { requestsPerSecond: rate, burstMultiplier = defaultBurst, connections } = limits;
    return [
        // Streams are sent on as they come; since APISIX 3.17: https://apisix.apache.org/docs/apisix/plugins/proxy-buffering/
        plugin("proxy-buffering", { disable_proxy_buffering: true }),
        ...(route.redirect ? [plugin("redirect", { http_to_https: true })] : []),
        ...(rate === undefined
            ? []
            : [plugin("limit-req", { ...byClient, rate, burst: rate * (burstMultiplier - 1), nodelay: true })]),
        ...(connections === undefined
            ? []
            : [
                  plugin("limit-conn", {
                      ...byClient,
                      conn: connections,
                      burst: 0,
                      default_conn_delay: connectionDelaySeconds,
                  }),
              ]),
        ...(cors ? [plugin("cors", corsConfig(corsPolicy(cors)))] : []),
        ...(route.securityHeaders
            ? [plugin("response-rewrite", { headers: { set: securityHeaders(route.tls) } })]
            : []),
    ];
}

function corsConfig(policy: CorsPolicy) {
    return {
        allow_origins: policy.origins.join(","),
        allow_methods: policy.methods.join(","),
        allow_headers: policy.allowedHeaders.join(","),
        expose_headers: policy.exposedHeaders.join(","),
        max_age: policy.maxAgeSeconds,
        allow_credential: false,
    };
}

/** https://apisix.apache.org/docs/apisix/plugins/openid-connect/ */
function authPlugins({ auth }: ApisixRoute): Plugin[] {
    if (auth?.client === undefined) return [];
    const { client, audience, requiredScopes = [], issuer } = auth;
    const config = {
        client_id: client.id,
        discovery: client.discoveryUrl,
        introspection_endpoint: client.introspectionUrl,
        // A client without a token is told so, and not sent to a page to log in.
        bearer_only: true,
        ...(client.realm !== undefined && { realm: client.realm }),
        ...([client.discoveryUrl, client.introspectionUrl].some((url) => url.startsWith("https:")) && {
            ssl_verify: true,
        }),
        ...(requiredScopes.length > 0 && { required_scopes: requiredScopes }),
        claim_validator: {
            issuer: { valid_issuers: [issuer] },
            ...(audience === client.id && {
                audience: { claim: "aud", required: true, match_with_client_id: true },
            }),
        },
        // The server gets the token as the client sent it, and nothing that it did not ask for.
        set_access_token_header: false,
        set_id_token_header: false,
        set_userinfo_header: false,
    };
    // The controller adds all keys of the Secret to the configuration: it has one, client_secret.
    return [{ ...plugin("openid-connect", config), secretRef: client.secretName }];
}

/** https://apisix.apache.org/docs/apisix/plugins/mocking/ */
function metadataPlugins({ auth }: ApisixRoute): Plugin[] {
    if (auth?.metadata === undefined) return [];
    return [
        plugin("mocking", {
            response_status: 200,
            content_type: "application/json",
            response_example: auth.metadata,
            with_mock_header: false,
        }),
    ];
}

/** Leads from another namespace to a Service by its name in the cluster; backends of a route are of its own namespace. */
export function apisixUpstreamSpec(className: string, externalHost: string, port: number) {
    return { ingressClassName: className, externalNodes: [{ type: "Domain", name: externalHost, port }] };
}

/** The certificate of a host. */
export function apisixTlsSpec(className: string, host: string, secret: { name: string; namespace: string }) {
    return { ingressClassName: className, hosts: [host], secret };
}
