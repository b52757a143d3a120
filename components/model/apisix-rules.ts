import type { Input } from "@pulumi/pulumi";
import type { ServerRouteArgs } from "../route";
import { type AuthArgs, atServer, introspectionUrlOf } from "./auth";
import { namespaceProblems } from "./network-rules";
import { checked, type Problem, within } from "./problem";
import type { ProxyTimes } from "./timeout-chain";

/** What only Apache APISIX knows. */
export interface ApisixRouteArgs {
    /**
     * Namespace that the ApisixRoute is put into, with an ApisixUpstream there that leads on to the server's Service. TLS
     * Secrets are then looked for there as well.
     * @default the server's namespace
     */
    ingressNamespace?: Input<string>;
}

/** APISIX keeps idle connections to pods for 60 seconds (apisix.upstream keepalive_timeout). */
export const apisixProxy: ProxyTimes = { idleConnectionSeconds: () => 60, longestStreamIdleSeconds: 86_400 };

/** What APISIX cannot do of what was asked for. */
export function apisixProblems(route: ServerRouteArgs): Problem[] {
    const without = (field: string, found: unknown, instead: string) =>
        checked(field, found, (value) => value === undefined, instead);
    return [
        ...within("apisix", namespaceProblems("ingressNamespace", route.apisix?.ingressNamespace)),
        ...without(
            "tls.clusterIssuer",
            route.tls?.clusterIssuer,
            "cert-manager looks at no ApisixRoute: have a HostCertificate, and name its Secret in tls.secretName",
        ),
        ...without(
            "tls.certificateArn",
            route.tls?.certificateArn,
            "certificates of ACM are for an ALB; APISIX takes one from tls.secretName",
        ),
    ];
}

/**
 * What the plugin openid-connect cannot verify of tokens. It compares an audience with its client's id alone
 * (claim_validator.audience.match_with_client_id): https://apisix.apache.org/docs/apisix/plugins/openid-connect/
 */
export function apisixEdgeProblems(auth: AuthArgs): Problem[] {
    const { introspection } = auth;
    if (introspection === undefined) {
        const allowed =
            "APISIX asks the issuer about tokens, as a client of it: say introspection.clientId and clientSecret";
        return [{ field: "introspection", found: undefined, allowed }];
    }
    return [
        ...checked(
            "introspection.url",
            introspection.url,
            () => introspectionUrlOf(auth) !== undefined,
            "APISIX has to be told the endpoint, introspection_endpoint of the issuer's metadata",
        ),
        ...checked(
            "audience",
            auth.audience,
            (audience) => atServer(auth) || audience === introspection.clientId,
            `APISIX compares it with its client's id only, and nobody else looks at it: issue tokens for audience ${introspection.clientId} and say so, or take enforcedBy "both"`,
        ),
    ];
}
