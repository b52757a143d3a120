import type { McpServerArgs } from "../mcp-server";
import { eraBehaviour } from "./era";
import { probes } from "./probes";
import { checked, type Problem, within } from "./problem";
import { metadataPaths } from "./route-auth";
import { type RouteKind, routeKind } from "./route-kinds";
import { pathCollisions } from "./route-paths";
import { fixedReplicas } from "./scaling";
import { timeoutChainProblems } from "./timeout-chain";

/** Path where pods say that they are ready, for a load balancer to ask as well; undefined where none is asked. */
export function readinessPath({ health }: McpServerArgs): string | undefined {
    const { readinessProbe: probe } = probes(health);
    return probe && "httpGet" in probe ? probe.httpGet.path : undefined;
}

/** What is wrong between a server and its route: each may be sound without the other. */
export function routeFitProblems(args: McpServerArgs): Problem[] {
    const { route, path = "/mcp" } = args;
    const kind = routeKind(route?.kind) ?? "nginx";
    const times = within("timeouts", timeoutChainProblems(args.timeouts, kind));
    if (route === undefined) return times;
    return [
        ...times,
        ...pathCollisions([
            { ...route, path, name: "", host: "", metadataPaths: metadataPaths(args.auth, path, route.host) },
        ]).map(({ field, path: found }) => ({
            field,
            found,
            allowed: "this path leads to the server already",
        })),
        ...callerProblems(args, kind),
        ...stickinessProblems(args, kind),
    ];
}

/** Who calls on a route's behalf must be named, or the server's NetworkPolicy cuts it off. */
function callerProblems(args: McpServerArgs, kind: RouteKind): Problem[] {
    if (kind === "alb" || (kind === "gateway" && args.route?.gateway?.awsLoadBalancer)) {
        return loadBalancerProblems(args);
    }
    if (kind === "apisix") return apisixCallerProblems(args);
    return kind === "gateway" ? gatewayCallerProblems(args) : [];
}

/** A load balancer is no pod: it calls from addresses of its subnets, which the NetworkPolicy must let in. */
function loadBalancerProblems({ network }: McpServerArgs): Problem[] {
    return checked(
        "network.clients",
        network?.clients,
        (clients = []) => clients.some(({ cidr }) => cidr !== undefined),
        "an ALB calls the pods from its subnets: name them here, as { cidr: 10.0.0.0/20 }",
    );
}

/** Each controller has its own place for the pods that serve a Gateway; the NetworkPolicy must let the right ones in. */
function gatewayCallerProblems({ network }: McpServerArgs): Problem[] {
    return checked(
        "network.ingressControllerNamespace",
        network?.ingressControllerNamespace,
        (namespace) => namespace !== undefined,
        "a Gateway's pods call from where its controller runs them (\"envoy-gateway-system\" of Envoy Gateway, the Gateway's own namespace of Istio): name it here",
    );
}

/** The default is the namespace of another ingress controller. */
function apisixCallerProblems({ network }: McpServerArgs): Problem[] {
    return checked(
        "network.ingressControllerNamespace",
        network?.ingressControllerNamespace,
        (namespace) => namespace !== undefined,
        'APISIX calls from the namespace that its pods run in, as "ingress-apisix": name it here',
    );
}

/** A session that lives in one of several pods, and a route that cannot keep clients to pods. */
function stickinessProblems(args: McpServerArgs, kind: RouteKind): Problem[] {
    const { era, route } = args;
    const withoutStickiness: Partial<Record<RouteKind, string>> = {
        nginx:
            route?.nginx?.ingressNamespace === undefined
                ? undefined
                : "an Ingress in another namespace cannot keep clients to pods",
        gateway: route?.gateway?.sessionPersistence
            ? undefined
            : "a Gateway keeps clients to pods only with gateway.sessionPersistence",
        apisix: "this kind of route cannot keep clients to pods",
    };
    const reason = withoutStickiness[kind];
    if (!eraBehaviour(era).sticky || fixedReplicas(args) === 1 || reason === undefined) return [];
    return [{ field: "era", found: era, allowed: `${reason}; such a server has replicas: 1` }];
}
