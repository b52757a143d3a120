import type { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig } from "@kubernetes/client-node";
import type { DeployedServer } from "../deployed";
import type { Attempt, Finding } from "./finding";
import type { PodWay, Way } from "./way";

/** A stack's cluster. */
export interface Kubernetes {
    kubeConfig: KubeConfig;
    apps: AppsV1Api;
    core: CoreV1Api;
    custom: CustomObjectsApi;
}

/** What the checks of one server have to work with. */
export interface CheckContext {
    kubernetes: Kubernetes;
    /** Tries until it does not fail, or time is over. */
    untilPassed(attempt: () => Promise<Attempt>): Promise<Finding>;
    /** A way into one of the server's ready pods; undefined when none is ready. */
    pod(): Promise<PodWay | undefined>;
    /** The way that clients take; undefined without a route, and where only the cluster is to be looked at. */
    route: Way | undefined;
    /** Whether the route was found to be reachable from here: the check `route` says so. */
    routeReached: boolean;
    /** Bearer token for the MCP endpoint. */
    token: string | undefined;
    /** Prometheus that is to have the server as a target. */
    prometheus: string | undefined;
}

/** One thing that is looked at; reports what it finds, and does not throw for what a server does wrong. */
export type Check = (server: DeployedServer, context: CheckContext) => Promise<Finding>;

/** The way that a client takes, when it can be taken from here; otherwise into a pod. */
export async function clientWay(context: CheckContext): Promise<Way | undefined> {
    return context.routeReached && context.route !== undefined ? context.route : context.pod();
}
