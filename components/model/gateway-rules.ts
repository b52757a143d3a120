import type { Input } from "@pulumi/pulumi";
import type { ServerRouteArgs } from "../route";
import type { AuthArgs } from "./auth";
import { keysOnly, keysProblems } from "./edge-keys";
import { namespaceProblems } from "./network-rules";
import { checked, type Problem, within } from "./problem";
import type { ProxyTimes } from "./timeout-chain";

/** An object that a Gateway's controller brings along, to be applied to all requests: a rate limit, say. */
export interface GatewayExtensionArgs {
    /** API group of the object: "traefik.io". */
    group: string;
    /** Kind of the object: "Middleware". */
    kind: string;
    /** Name of the object, in the server's namespace. */
    name: Input<string>;
}

/** What only the Gateway API knows. */
export interface GatewayRouteArgs {
    /** Name of the Gateway that takes the route. */
    name: Input<string>;
    /**
     * Namespace of the Gateway.
     * @default the server's namespace
     */
    namespace?: Input<string>;
    /**
     * Listener of the Gateway that serves the host.
     * @default "https" with `tls`, "http" without
     */
    listener?: string;
    /**
     * Listener whose requests are redirected to HTTPS.
     * @default "http"
     */
    redirectListener?: string;
    /**
     * Whether the Gateway is an ALB of the AWS Load Balancer Controller. It knows neither timeouts nor response headers
     * in an HTTPRoute (its LoadBalancerConfiguration has them), and redirects by 301 only.
     * @default false
     */
    awsLoadBalancer?: boolean;
    /**
     * Keeps clients to pods by a cookie where `era` asks for it; of the experimental channel of the Gateway API.
     * @default false
     */
    sessionPersistence?: boolean;
    /**
     * Filters of the Gateway's controller (ExtensionRef): the way to limit requests.
     * @default none
     */
    extensions?: GatewayExtensionArgs[];
}

/** Envoy keeps idle connections for an hour, Traefik for 90 seconds: the longest holds, as it is not known who serves. */
export const gatewayProxy: ProxyTimes = { idleConnectionSeconds: () => 3600, longestStreamIdleSeconds: 86_400 };

/** What the Gateway API cannot do of what was asked for. */
export function gatewayProblems(route: ServerRouteArgs): Problem[] {
    const { gateway } = route;
    const without = (field: string, found: unknown, instead: string) =>
        checked(field, found, (value) => value === undefined, instead);
    const atListener = "the Gateway's listener has the certificate";
    const onAws = gateway?.awsLoadBalancer === true;
    return [
        ...checked(
            "gateway.name",
            gateway?.name,
            (name) => name !== undefined && name !== "",
            "a route of this kind names the Gateway that takes it",
        ),
        ...within("gateway", namespaceProblems("namespace", gateway?.namespace)),
        ...without(
            "limits",
            route.limits,
            "the Gateway API has no limits; name one of the Gateway's controller in gateway.extensions",
        ),
        ...without("className", route.className, "the class is the Gateway's"),
        ...without("tls.secretName", route.tls?.secretName, atListener),
        ...without("tls.clusterIssuer", route.tls?.clusterIssuer, atListener),
        ...without("tls.certificateArn", route.tls?.certificateArn, atListener),
        ...(onAws ? without("cors", route.cors, "an ALB does not answer preflight requests: the server does") : []),
        ...checked(
            "securityHeaders",
            route.securityHeaders,
            (wanted) => !(onAws && wanted),
            "an ALB behind a Gateway adds headers by its LoadBalancerConfiguration",
        ),
    ];
}

/** What a Gateway cannot verify of tokens: the Gateway API has no word for it, so it is said to Envoy Gateway. */
export function gatewayEdgeProblems(auth: AuthArgs, { gateway }: ServerRouteArgs): Problem[] {
    return [
        ...checked(
            "enforcedBy",
            auth.enforcedBy,
            () => gateway?.awsLoadBalancer !== true,
            "tokens are verified by Envoy Gateway; an ALB behind a Gateway does so by a ListenerRuleConfiguration (jwt-validation) that route.gateway.extensions names",
        ),
        ...keysOnly(auth.introspection, "Envoy"),
        ...keysProblems(auth, "Envoy"),
    ];
}
