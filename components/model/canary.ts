import type { Input } from "@pulumi/pulumi";
import type { McpServerArgs } from "../mcp-server";
import { eraBehaviour } from "./era";
import { parseReference } from "./image-reference";
import { checked, type Problem, within } from "./problem";
import { type RouteKind, routeKind } from "./route-kinds";
import { fixedReplicas, type PodCount, replicaBounds } from "./scaling";

/** A new version beside the one that stays, tried out on a share of the calls. */
export interface CanaryArgs {
    /**
     * Share of the route's calls that go to pods of the new image, in percent, 0 to 50. With 0 they run and are reached by
     * their own Service only. Not more than half: the pods that stay must be able to take all calls back at once.
     * @default the new image is made, and no pod runs it
     */
    weightPercent?: number;
    /** Image by digest that all other pods keep, "registry/repository@sha256:…": what was deployed before. */
    stableImage: Input<string>;
}

/** The canary of a route: where its share of the calls goes. */
export interface RouteCanaryArgs {
    /** Service of the pods that run the new image, in the server's namespace. */
    serviceName: Input<string>;
    /** Share of the calls that go there, in percent, 0 to 50. */
    weightPercent: number;
}

/** The canary of a workload: what its pods run. */
export interface WorkloadCanaryArgs {
    /** New image by digest. */
    image: Input<string>;
    /**
     * Readable version of the new image, as a label of the pods.
     * @default none
     */
    version?: Input<string>;
    /**
     * Share of the calls that the pods have to bear, in percent, 0 to 50.
     * @default there are no such pods
     */
    weightPercent?: number;
}

const mostPercent = 50;

/** Parts of a hundred that each version gets. */
export const shares = (weightPercent: number) => ({ stable: 100 - weightPercent, canary: weightPercent });

/** Pods that bear the canary's share when the server has as many as it may ever have: no autoscaler is needed for them. */
export function canaryReplicas(count: PodCount, weightPercent: number): number {
    const most = fixedReplicas(count) ?? replicaBounds(count.scaling).maxReplicas;
    return Math.max(1, Math.ceil((most * weightPercent) / 100));
}

/** What is wrong with a server's canary. */
export function canaryProblems(args: McpServerArgs): Problem[] {
    const { canary, code, route } = args;
    if (canary === undefined) return [];
    const { weightPercent, stableImage } = canary;
    const kind = route && routeKind(route.kind);
    const isShare = (found = 0) => Number.isInteger(found) && found >= 0 && found <= mostPercent;
    return within("canary", [
        ...checked(
            "weightPercent",
            weightPercent,
            isShare,
            `it is a whole number from 0 to ${mostPercent}: the pods that stay must be able to take all calls back at once`,
        ),
        ...checked(
            "weightPercent",
            weightPercent,
            (found) => found === undefined || (kind !== undefined && kind !== "none"),
            "a route shares the calls out, and this server has none that is made here; kinds that can are nginx, alb, gateway and apisix",
        ),
        ...checked(
            "stableImage",
            stableImage,
            (image) => typeof image !== "string" || parseReference(image)?.digest !== undefined,
            "it is an image by its digest, as the output images names it",
        ),
        ...checked(
            "stableImage",
            stableImage,
            () => code === undefined,
            "the pods of a server with code have one ConfigMap in common; a canary is for image and prebuilt",
        ),
        ...sessionProblems(args, kind),
    ]);
}

/** A session lives in a pod of one version: its calls must all go to that one. */
function sessionProblems({ era, canary, route }: McpServerArgs, kind: RouteKind | undefined): Problem[] {
    if (!eraBehaviour(era).sticky || canary?.weightPercent === undefined || kind === undefined) return [];
    const cannot: Partial<Record<RouteKind, string>> = {
        nginx: "ingress-nginx holds it by a cookie only, in place of the client's address",
        gateway: holdsSessions(route?.gateway)
            ? undefined
            : "a Gateway does so with gateway.sessionPersistence only, which one of the AWS Load Balancer Controller has not",
        apisix: "a route of kind apisix keeps no client to anything",
    };
    const reason = cannot[kind];
    const allowed = `a session of a legacy server must stay with its version, and ${reason}; deploy without a canary`;
    return reason === undefined ? [] : [{ field: "weightPercent", found: canary.weightPercent, allowed }];
}

const holdsSessions = (gateway: { sessionPersistence?: boolean; awsLoadBalancer?: boolean } = {}) =>
    gateway.sessionPersistence === true && gateway.awsLoadBalancer !== true;
