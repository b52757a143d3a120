import * as pulumi from "@pulumi/pulumi";
import { problemText, refuse } from "./model/problem";
import { endpointUrl, type RouteKind, routeKind, routeProblems } from "./model/route-rules";
import { nginxRoute } from "./routes/nginx";

/** Encryption of a route. */
export interface RouteTlsArgs {
    /**
     * Secret that holds the certificate, in the server's namespace.
     * @default "<name>-mcp-tls"
     */
    secretName?: pulumi.Input<string>;
    /**
     * ClusterIssuer of cert-manager that fills the Secret.
     * @default none: the Secret is there already
     */
    clusterIssuer?: pulumi.Input<string>;
}

/** How a server is reached from outside the cluster. */
export interface ServerRouteArgs {
    /**
     * What routes: "nginx", an Ingress with the annotations of ingress-nginx.
     * @default "nginx"
     */
    kind?: string;
    /** DNS name that the server is reached by; no address, no wildcard. */
    host: pulumi.Input<string>;
    /**
     * Class of the Ingress.
     * @default "nginx"
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
}

/** A route and what it leads to. */
export interface RouteArgs extends ServerRouteArgs {
    /** Namespace of the Service, and of the route. */
    namespace: pulumi.Input<string>;
    /** Service that the route leads to. */
    serviceName: pulumi.Input<string>;
    /** Port of that Service. */
    servicePort: pulumi.Input<number>;
    /** Path of the MCP endpoint; nothing else is routed. */
    path: string;
    /**
     * How long a stream may be silent before it is cut, in seconds.
     * @default 3600
     */
    streamIdleSeconds?: number;
}

/** What makes each kind of route. */
const makers: Record<RouteKind, (name: string, args: RouteArgs, parent: pulumi.Resource) => void> = {
    nginx: nginxRoute,
};

/** Leads requests from outside the cluster to a server, streams unbuffered. */
export class Route extends pulumi.ComponentResource {
    /** URL of the MCP endpoint. */
    public readonly url: pulumi.Output<string>;

    constructor(name: string, args: RouteArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(routeProblems(args).map((problem) => problemText(`route "${name}"`, problem)));
        super("mcp-eks:index:Route", name, args, opts);

        makers[routeKind(args.kind) ?? "nginx"](name, args, this);

        const { path, publicPort: port, tls } = args;
        this.url = pulumi.output(args.host).apply((host) => endpointUrl({ tls: tls !== undefined, host, port, path }));
        this.registerOutputs({ url: this.url });
    }
}
