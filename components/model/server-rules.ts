import type { McpServerArgs } from "../mcp-server";
import { permissionProblems } from "./iam-documents";
import { imageProblems } from "./image-rules";
import { serverNameProblems } from "./names";
import { namespaceProblems } from "./network-rules";
import { type Problem, within } from "./problem";
import { routeProblems } from "./route-rules";
import { secretProblems, secretStoreProblems } from "./secret-rules";
import { variableProblems } from "./server-environment";
import { workloadProblems } from "./workload-rules";

/** All that is wrong with a server, whichever part of it would find out; `exists` says whether a path is there. */
export function serverProblems(name: string, args: McpServerArgs, exists: (path: string) => boolean): Problem[] {
    const needsProvider = (args.permissions ?? []).length > 0 && args.oidcProviderArn === undefined;
    return [
        ...serverNameProblems(name),
        ...namespaceProblems("namespace", args.namespace),
        ...within("image", imageProblems(args.image, exists)),
        ...workloadProblems(args),
        ...within("secrets", secretProblems(args.secrets)),
        ...within("secretStore", secretStoreProblems(args.secretStore)),
        ...variableProblems(Object.keys(args.settings ?? {}), Object.keys(args.secrets ?? {})),
        ...permissionProblems(args.permissions),
        ...(needsProvider
            ? [{ field: "oidcProviderArn", found: undefined, allowed: "permissions need the cluster's OIDC provider" }]
            : []),
        ...(args.route ? within("route", routeProblems(args.route)) : []),
    ];
}
