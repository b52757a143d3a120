import { type AuthArgs, discoveryUrlOf, jwksUrlOf } from "./auth";
import { isInside } from "./auth-network";
import { checked, type Problem } from "./problem";

/** Who verifies JWTs by their signature asks nobody about them. */
export function keysOnly(introspection: AuthArgs["introspection"], who: string): Problem[] {
    const allowed = `${who} verifies JWTs by the issuer's keys and asks nobody: take enforcedBy "server", or a route of kind apisix`;
    return introspection === undefined ? [] : [{ field: "introspection", found: introspection.clientId, allowed }];
}

/** They are fetched by the edge, from outside the cluster and by https. */
export function keysProblems(auth: AuthArgs, who: string): Problem[] {
    if (auth.introspection !== undefined) return [];
    const url = jwksUrlOf(auth);
    return checked(
        "jwksUrl",
        auth.jwksUrl ?? url,
        () => url?.startsWith("https:") === true && !isInside(url),
        `${who} fetches the issuer's keys by https and from outside the cluster: name them, as jwks_uri of ${discoveryUrlOf(auth.issuer)} does`,
    );
}
