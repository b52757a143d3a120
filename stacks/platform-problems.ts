import { actionProblems } from "../components/model/admission/problems";
import { type AuthArgs, clientArgs } from "../components/model/auth";
import { authProblems } from "../components/model/auth-rules";
import { clientProblems } from "../components/model/client-rules";
import { identityProblems } from "../components/model/identity-rules";
import { allowedProblems } from "../components/model/image-prebuilt";
import { registryProblems } from "../components/model/image-registry";
import { imageProblems } from "../components/model/image-rules";
import { infisicalProblems } from "../components/model/infisical";
import { monitoringProblems } from "../components/model/monitoring-rules";
import { namespaceProblems } from "../components/model/network-rules";
import { type Problem, within } from "../components/model/problem";
import { routeKind } from "../components/model/route-kinds";
import { ofOwnKind, routeProblems } from "../components/model/route-rules";
import { secretStoreProblems } from "../components/model/secret-store";
import { timeoutChainProblems } from "../components/model/timeout-chain";
import { workloadProblems } from "../components/model/workload-rules";
import { type PlatformConfig, platformSchema } from "./schema";
import { schemaProblems } from "./schema-problems";

/** Whether something is a block of keys. */
export const isBlock = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

export const notABlock = (found: unknown): Problem => ({ field: "", found, allowed: "it is a block of keys" });

/** What is wrong with `mcp-eks:platform`, as far as it shows without its servers. */
export function platformProblems(found: unknown): Problem[] {
    if (!isBlock(found)) return [notABlock(found)];
    const shape = schemaProblems(platformSchema, found);
    if (shape.length > 0) return shape;
    const platform = found as PlatformConfig;
    const auth = authOf(platform);
    const { host = "localhost", ...route } = platform.route ?? {};
    return [
        ...namespaceProblems("namespace", platform.namespace),
        ...within(
            "images",
            imageProblems({ context: ".", ...platform.images }, () => true),
        ),
        ...within("images", [...registryProblems(platform.images ?? {}), ...allowedProblems(platform.images?.allowed)]),
        ...within("route", routeProblems({ ...ofOwnKind(route), host })),
        ...within("secretStore", secretStoreProblems(platform.secretStore)),
        ...within("infisical", infisicalProblems({ projectSlug: "x", environmentSlug: "x", ...platform.infisical })),
        ...within("identity", identityProblems(platform.identity)),
        ...workloadProblems(platform),
        ...within("timeouts", timeoutChainProblems(platform.timeouts, routeKind(route.kind) ?? "nginx")),
        ...within("monitoring", monitoringProblems(platform.monitoring)),
        ...within("auth", auth ? authProblems(auth) : []),
        ...within("client", clientProblems(clientArgs(platform.client, auth))),
        ...actionProblems("admission.action", platform.admission?.action),
        ...(platform.admission?.namespaces ?? []).flatMap((namespace, index) =>
            namespaceProblems(`admission.namespaces[${index}]`, namespace),
        ),
    ];
}

/** The platform's block, with something in the place of what its servers may say. */
function authOf({ auth }: PlatformConfig): AuthArgs | undefined {
    if (auth === undefined) return undefined;
    const { introspection } = auth;
    const filled = introspection && { clientId: "x", clientSecret: "X", ...introspection };
    return { issuer: "https://issuer.example.com", ...auth, introspection: filled };
}
