import * as pulumi from "@pulumi/pulumi";
import type { AlbRouteArgs } from "./model/alb-rules";
import type { ApisixRouteArgs } from "./model/apisix-rules";
import type { RouteCanaryArgs } from "./model/canary";
import type { GatewayRouteArgs } from "./model/gateway-rules";
import type { NginxRouteArgs } from "./model/nginx-rules";
import { problemText, refuse, within } from "./model/problem";
import type { RouteAuthArgs } from "./model/route-auth";
import type { RouteCorsArgs } from "./model/route-cors";
import { type RouteKind, routeKind } from "./model/route-kinds";
import type { RouteLimitArgs } from "./model/route-limits";
import { endpointUrl, routeProblems } from "./model/route-rules";
import { timeoutChainProblems } from "./model/timeout-chain";
import type { TimeoutArgs } from "./model/timeouts";
import { claimedHost } from "./route-claims";
import { albRoute } from "./routes/alb";
import { apisixRoute } from "./routes/apisix";
import { gatewayRoute } from "./routes/gateway";
import { nginxRoute } from "./routes/nginx";
import { noRoute } from "./routes/none";

/** Encryption of a route. */
export interface RouteTlsArgs {
    /**
     * Secret that holds the certificate, in the namespace of the Ingress or ApisixRoute; only for kinds "nginx" and
     * "apisix".
     * @default "<name>-mcp-tls"
     */
    secretName?: pulumi.Input<string>;
    /**
     * ClusterIssuer of cert-manager that fills the Secret; only for kind "nginx". Where servers share a host, have one
     * HostCertificate for it, and name its Secret in each.
     * @default none: the Secret is there already
     */
    clusterIssuer?: pulumi.Input<string>;
    /**
     * ARN of the certificate in ACM; only for kind "alb".
     * @default the one that ACM has for the host
     */
    certificateArn?: pulumi.Input<string>;
    /**
     * Whether plain HTTP is redirected to HTTPS.
     * @default true
     */
    redirect?: boolean;
}

/** How a server is reached from outside the cluster. */
export interface ServerRouteArgs {
    /**
     * What routes: "nginx", an Ingress with the annotations of ingress-nginx; "alb", an Ingress of the AWS Load
     * Balancer Controller; "gateway", an HTTPRoute of the Gateway API; "apisix", an ApisixRoute of Apache APISIX; "none",
     * something that is not made here.
     * @default "nginx"
     */
    kind?: string;
    /**
     * DNS name that the server is reached by; no address, no wildcard. Servers of one program and cluster may share it, but
     * no path there, unless class, load balancer, Gateway, listener or public port differ; of kind "none" whatever is there.
     * Where one of these, or the host itself, is only known during `pulumi up`, a path that is taken is refused then, not at
     * the preview.
     */
    host: pulumi.Input<string>;
    /**
     * Class of the Ingress or ApisixRoute.
     * @default "nginx", "alb" or "apisix", as the kind
     */
    className?: pulumi.Input<string>;
    /**
     * Port of the URL that clients are given, 1 to 65535.
     * @default 443 with TLS, 80 without
     */
    publicPort?: number;
    /**
     * Encryption.
     * @default none: plain HTTP
     */
    tls?: RouteTlsArgs;
    /**
     * Whether `/.well-known/oauth-protected-resource<path>` leads to the server, too: servers with OAuth publish there
     * whom clients get tokens from (RFC 9728). A server with the block `auth` has it without asking.
     * @default false
     */
    metadata?: boolean;
    /**
     * Other paths that lead to the server, and what is below them: "/messages" of a server with HTTP+SSE.
     * @default none
     */
    morePaths?: string[];
    /** How much one client may ask; only for kinds "nginx" and "apisix". */
    limits?: RouteLimitArgs;
    /** Which web pages may call; not for kind "alb". */
    cors?: RouteCorsArgs;
    /**
     * Whether the route adds headers to all answers: HSTS with TLS, X-Content-Type-Options, X-Frame-Options,
     * Referrer-Policy. ingress-nginx adds HSTS of itself, and the others only if its administrator has named them in
     * `global-allowed-response-headers`; otherwise it would answer 503.
     * @default true for "alb", "gateway" and "apisix", false for "nginx"
     */
    securityHeaders?: boolean;
    /** What only ingress-nginx knows. */
    nginx?: NginxRouteArgs;
    /** What only an ALB knows. */
    alb?: AlbRouteArgs;
    /** What only the Gateway API knows; needed for kind "gateway". */
    gateway?: GatewayRouteArgs;
    /** What only Apache APISIX knows. */
    apisix?: ApisixRouteArgs;
}

/** A route and what it leads to. */
export interface RouteArgs extends ServerRouteArgs {
    /** Namespace of the Service, and of the route. */
    namespace: pulumi.Input<string>;
    /** Service that the route leads to. */
    serviceName: pulumi.Input<string>;
    /** Port of that Service. */
    servicePort: pulumi.Input<number>;
    /** Path of the MCP endpoint; nothing else is routed but what `metadata`, `metadataPaths` and `morePaths` name. */
    path: string;
    /**
     * Whether all requests of a client have to reach one pod, because it keeps sessions.
     * @default false
     */
    sticky?: boolean;
    /**
     * Path that answers 200 while the server takes requests, for load balancers that ask pods themselves.
     * @default none: any answer of the endpoint below 500 will do
     */
    readinessPath?: string;
    /**
     * Further paths of metadata (RFC 9728), which everybody may read.
     * @default none
     */
    metadataPaths?: string[];
    /** How the route verifies tokens; only for kinds "alb", "gateway" and "apisix". */
    auth?: RouteAuthArgs;
    /** How long streams live, and how pods end. */
    timeouts?: TimeoutArgs;
    /** A new version that gets a share of the calls; not for kind "none". */
    canary?: RouteCanaryArgs;
}

/** What makes each kind of route. */
const makers: Record<RouteKind, (name: string, args: RouteArgs, parent: pulumi.Resource) => void> = {
    nginx: nginxRoute,
    alb: albRoute,
    gateway: gatewayRoute,
    apisix: apisixRoute,
    none: noRoute,
};

/** Leads requests from outside the cluster to a server, streams unbuffered. */
export class Route extends pulumi.ComponentResource {
    /** URL of the MCP endpoint. */
    public readonly url: pulumi.Output<string>;

    constructor(name: string, args: RouteArgs, opts?: pulumi.ComponentResourceOptions) {
        const kind = routeKind(args.kind) ?? "nginx";
        const problems = [...routeProblems(args), ...within("timeouts", timeoutChainProblems(args.timeouts, kind))];
        refuse(problems.map((problem) => problemText(`route "${name}"`, problem)));
        super("mcp-eks:index:Route", name, args, opts);

        makers[kind](name, { ...args, host: claimedHost(name, args, this) }, this);

        this.url = routeUrl(args, args.path);
        this.registerOutputs({ url: this.url });
    }
}

/** URL of the endpoint that a route leads to. */
export function routeUrl({ host, tls, publicPort: port }: ServerRouteArgs, path: string): pulumi.Output<string> {
    return pulumi.output(host).apply((known) => endpointUrl({ tls: tls !== undefined, host: known, port, path }));
}
