import { portRegisterProblems } from "../components/model/node-ports";
import type { Problem } from "../components/model/problem";
import type { PlatformConfig } from "./schema";

/** What is wrong with where the stack's servers are put: the cluster, and the ports of its nodes. */
export function placementProblems(cluster: unknown, platform: PlatformConfig, servers: string[]): Problem[] {
    return [...clusterProblems(cluster, platform), ...portRegisterProblems(platform.nodePorts, servers)];
}

function clusterProblems(cluster: unknown, { placement }: PlatformConfig): Problem[] {
    const allowed = placement?.allowedClusters;
    const { name } = (cluster ?? {}) as { name?: unknown };
    if (allowed === undefined || typeof name !== "string" || allowed.includes(name)) return [];
    const places = allowed.length === 0 ? "no cluster" : allowed.join(" or ");
    return [
        {
            field: "placement.allowedClusters",
            found: allowed,
            allowed: `mcp-eks:cluster is "${name}", and all MCP servers must run in ${places}`,
        },
    ];
}
