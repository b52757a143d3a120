import { shares } from "./canary";
import type { GatewayExtensionArgs } from "./gateway-rules";
import { type CorsPolicy, corsPolicy, type RouteCorsArgs } from "./route-cors";
import { securityHeaders } from "./route-headers";
import type { PublishedPath } from "./route-paths";

/** What an HTTPRoute is made of, all values known. */
export interface GatewayRoute {
    gateway: { name: string; namespace: string };
    listener: string;
    host: string;
    paths: PublishedPath[];
    serviceName: string;
    servicePort: number;
    /** Service that gets a share of the calls. */
    canary?: { serviceName: string; weightPercent: number };
    tls: boolean;
    /** Whether the gateway keeps clients to pods by a cookie. */
    sessionPersistence: boolean;
    securityHeaders: boolean;
    awsLoadBalancer: boolean;
    cors?: RouteCorsArgs;
    extensions: (GatewayExtensionArgs & { name: string })[];
}

/** What Envoy Gateway verifies of tokens. */
export interface GatewayAuth {
    issuer: string;
    audience: string;
    requiredScopes?: string[];
    jwksUrl?: string;
}

/** Of Envoy Gateway's own objects. */
export const envoyGatewayApiVersion = "gateway.envoyproxy.io/v1alpha1";

export const httpRouteApiVersion = "gateway.networking.k8s.io/v1";

/** Streams end when client or server ends them; without it Envoy cuts them after 15 seconds. */
const noTimeouts = { request: "0s", backendRequest: "0s" };

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproute */
export function httpRouteSpec(route: GatewayRoute) {
    const { host, paths, awsLoadBalancer } = route;
    const filters = [
        ...(route.cors ? [{ type: "CORS", cors: corsFilter(corsPolicy(route.cors)) }] : []),
        ...(route.securityHeaders ? [headerFilter(securityHeaders(route.tls))] : []),
        ...route.extensions.map(({ group, kind, name }) => ({
            type: "ExtensionRef",
            extensionRef: { group, kind, name },
        })),
    ];
    return {
        parentRefs: [parent(route, route.listener)],
        hostnames: [host],
        rules: [
            {
                matches: matches(paths),
                ...(filters.length > 0 && { filters }),
                backendRefs: backends(route),
                ...(!awsLoadBalancer && { timeouts: noTimeouts }),
                ...(route.sessionPersistence && { sessionPersistence: { type: "Cookie" } }),
            },
        ],
    };
}

function backends({ serviceName, servicePort: port, canary }: GatewayRoute) {
    if (canary === undefined) return [{ name: serviceName, port }];
    const weights = shares(canary.weightPercent);
    return [
        { name: serviceName, port, weight: weights.stable },
        { name: canary.serviceName, port, weight: weights.canary },
    ];
}

/** Leads HTTP to HTTPS; 308 keeps a POST what it is, 301 lets clients make a GET of it. */
export function redirectRouteSpec(route: GatewayRoute, listener: string, port: number) {
    const statusCode = route.awsLoadBalancer ? 301 : 308;
    const requestRedirect = { scheme: "https", port, statusCode };
    return {
        parentRefs: [parent(route, listener)],
        hostnames: [route.host],
        rules: [{ matches: matches(route.paths), filters: [{ type: "RequestRedirect", requestRedirect }] }],
    };
}

function parent({ gateway }: GatewayRoute, sectionName: string) {
    return { group: "gateway.networking.k8s.io", kind: "Gateway", ...gateway, sectionName };
}

function matches(paths: PublishedPath[]) {
    return paths.map(({ path, exact }) => ({ path: { type: exact ? "Exact" : "PathPrefix", value: path } }));
}

function headerFilter(headers: Record<string, string>) {
    const set = Object.entries(headers).map(([name, value]) => ({ name, value }));
    return { type: "ResponseHeaderModifier", responseHeaderModifier: { set } };
}

function corsFilter(policy: CorsPolicy) {
    return {
        allowOrigins: policy.origins,
        allowMethods: policy.methods,
        allowHeaders: policy.allowedHeaders,
        exposeHeaders: policy.exposedHeaders,
        maxAge: policy.maxAgeSeconds,
    };
}

/** Name of the verification within its policy. */
const provider = "issuer";

/**
 * Asks for a token on all that an HTTPRoute leads on:
 * https://gateway.envoyproxy.io/docs/api/extension_types/#securitypolicyspec
 */
export function securityPolicySpec(httpRoute: string, auth: GatewayAuth) {
    const { issuer, audience, requiredScopes = [], jwksUrl } = auth;
    const allowed = { name: "scopes", action: "Allow", principal: { jwt: { provider, scopes: requiredScopes } } };
    return {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: httpRoute }],
        jwt: { providers: [{ name: provider, issuer, audiences: [audience], remoteJWKS: { uri: jwksUrl } }] },
        ...(requiredScopes.length > 0 && { authorization: { defaultAction: "Deny", rules: [allowed] } }),
    };
}

/** Answers with the metadata itself: https://gateway.envoyproxy.io/docs/api/extension_types/#httproutefilterspec */
export function metadataFilterSpec(metadata: string) {
    return {
        directResponse: {
            contentType: "application/json",
            statusCode: 200,
            body: { type: "Inline", inline: metadata },
        },
    };
}

/** The metadata's HTTPRoute where Envoy answers: a filter that does so excludes backends. */
export function answeredRouteSpec(route: GatewayRoute, filter: string) {
    const { backendRefs: _, timeouts: __, ...rule } = httpRouteSpec({ ...route, extensions: [] }).rules[0] ?? {};
    const [group = ""] = envoyGatewayApiVersion.split("/");
    const answer = { type: "ExtensionRef", extensionRef: { group, kind: "HTTPRouteFilter", name: filter } };
    const filters = "filters" in rule ? (rule.filters ?? []) : [];
    return { ...httpRouteSpec(route), rules: [{ ...rule, filters: [...filters, answer] }] };
}
