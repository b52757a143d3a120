import type { McpServerArgs } from "../mcp-server";
import { clientArgs } from "./auth";
import { authFitProblems } from "./auth-rules";
import { canaryProblems } from "./canary";
import { clientProblems } from "./client-rules";
import { permissionProblems } from "./iam-documents";
import { clusterProblems, identityKind, identityProblems } from "./identity-rules";
import { imageSourceProblems } from "./image-source-rules";
import { infisicalProblems } from "./infisical";
import { metricsPortProblems } from "./metrics-port";
import { monitoringProblems } from "./monitoring-rules";
import { serverNameProblems } from "./names";
import { closedRoleProblems, namespaceProblems } from "./network-problems";
import { type Problem, within } from "./problem";
import { routeFitProblems } from "./route-fit";
import { routeProblems } from "./route-rules";
import { bundleProblems, secretProblems } from "./secret-rules";
import { secretStoreProblems } from "./secret-store";
import { variableProblems } from "./server-environment";
import { settingFitProblems } from "./setting-fit";
import { workloadProblems } from "./workload-rules";

/** All that is wrong with a server, whichever part of it would find out; `exists` says whether a path is there. */
export function serverProblems(name: string, args: McpServerArgs, exists: (path: string) => boolean): Problem[] {
    const hasRole = (args.permissions ?? []).length > 0;
    return [
        ...serverNameProblems(name),
        ...namespaceProblems("namespace", args.namespace),
        ...imageSourceProblems(args, exists),
        ...workloadProblems(args),
        ...within("secrets", secretProblems(args.secrets, args.secretBundles)),
        ...bundleProblems(args.secretBundles),
        ...within("secretStore", secretStoreProblems(args.secretStore)),
        ...variableProblems(Object.keys(args.settings ?? {}), Object.keys(args.secrets ?? {})),
        ...settingFitProblems(args),
        ...permissionProblems(args.permissions),
        ...within("identity", identityProblems(args.identity)),
        ...clusterProblems(args, hasRole),
        ...closedRoleProblems(hasRole ? identityKind(args.identity) : undefined, args.network),
        ...(args.infisical ? within("infisical", infisicalProblems(args.infisical)) : []),
        ...(args.route ? within("route", routeProblems(args.route)) : []),
        ...routeFitProblems(args),
        ...authFitProblems(args),
        ...canaryProblems(args),
        ...within("monitoring", monitoringProblems(args.monitoring)),
        ...metricsPortProblems(args),
        ...within("client", clientProblems(clientArgs(args.client, args.auth))),
    ];
}
