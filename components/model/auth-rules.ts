import type { McpServerArgs } from "../mcp-server";
import { type AuthArgs, atEdge, authServerUrls, enforcers, keycloakRealm, keysVariable, ownKeysUrl } from "./auth";
import { isInside, isReached } from "./auth-network";
import { checked, type Problem, within } from "./problem";
import { routeKind, routeKinds } from "./route-kinds";

/** What is wrong with the block by itself. */
export function authProblems(auth: AuthArgs): Problem[] {
    const { issuer, resource, audience, requiredScopes = [], jwksUrl, introspection, enforcedBy } = auth;
    return [
        ...urlProblems("issuer", issuer, { required: true }),
        ...serverUrlProblems(auth),
        ...checked(
            "resource",
            resource,
            (url) => url === undefined || isUrl(url),
            "it is the public URL of the MCP endpoint, without a fragment",
        ),
        ...checked("audience", audience, (text) => text !== "", "it is not empty"),
        ...requiredScopes.flatMap((scope, index) =>
            checked(
                `requiredScopes[${index}]`,
                scope,
                (text) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text),
                "a scope has no spaces and no quotes (RFC 6749)",
            ),
        ),
        ...urlProblems("jwksUrl", jwksUrl),
        ...(introspection
            ? within("introspection", [
                  ...checked(
                      "clientId",
                      introspection.clientId,
                      (id) => (id ?? "") !== "",
                      "the issuer knows who asks",
                  ),
                  ...urlProblems("url", introspection.url),
              ])
            : []),
        ...checked(
            "jwksUrl",
            jwksUrl,
            (url) => url === undefined || introspection === undefined,
            "tokens are verified by keys or asked about (introspection), not both",
        ),
        ...checked(
            "enforcedBy",
            enforcedBy,
            (found) => found === undefined || enforcers.some((known) => known === found),
            `it is ${enforcers.map((known) => `"${known}"`).join(" or ")}`,
        ),
    ];
}

const isUrl = (text: string) =>
    /^https?:\/\/[^#\s]+$/.test(text) && URL.canParse(text) && new URL(text).username === "";

/** Keys and tokens go to and from these URLs: what is in plain text there must stay inside. */
export function urlProblems(field: string, found: string | undefined, { required = false } = {}): Problem[] {
    if (found === undefined && !required) return [];
    if (found === undefined || !isUrl(found)) {
        return [{ field, found, allowed: 'it is a URL, as "https://auth.example.com/realms/mcp"' }];
    }
    return checked(
        field,
        found,
        (url) => url.startsWith("https:") || isInside(url),
        "it is https; http is for Services of the cluster (http://keycloak.auth.svc.cluster.local/…) and private addresses",
    );
}

/** The host alone is easily given for it. */
function serverUrlProblems({ issuer, serverUrl }: AuthArgs): Problem[] {
    const problems = urlProblems("serverUrl", serverUrl);
    const realm = keycloakRealm(issuer ?? "");
    if (problems.length > 0 || serverUrl === undefined || realm === undefined) return problems;
    const allowed = `it is the issuer's realm by another address: its path ends in /realms/${realm}`;
    return checked("serverUrl", serverUrl, (url) => keycloakRealm(url) === realm, allowed);
}

/** What is wrong between the block and the rest of its server. */
export function authFitProblems(args: McpServerArgs): Problem[] {
    const { auth, route, client } = args;
    if (auth === undefined) return [];
    const own = within("auth", authProblems(auth));
    // Of a block that is none, nothing more is to be said.
    if (own.length > 0) return own;
    return [
        ...checked(
            "auth.resource",
            auth.resource,
            (resource) => resource !== undefined || route !== undefined,
            "the server has no route whose URL it could be: clients ask tokens for this URL",
        ),
        ...within("auth", secretProblems(args, auth)),
        ...authServerUrls(auth, ownKeysUrl(auth, args.settings)).flatMap((url) => reachProblems(url, args, auth)),
        ...checked(
            "client.auth",
            client?.auth,
            (found) => found !== "none",
            `clients need a token of ${auth.issuer}: leave it out, or say bearer`,
        ),
        ...(atEdge(auth) ? within("auth", edgeProblems(args, auth)) : []),
    ];
}

/** The secret of the client is never in the configuration; what stands in its place by mistake is not shown. */
function secretProblems({ secrets = {} }: McpServerArgs, { introspection }: AuthArgs): Problem[] {
    if (introspection === undefined) return [];
    const { clientSecret } = introspection;
    const field = "introspection.clientSecret";
    const entry = secrets[clientSecret ?? ""];
    if (entry === undefined) {
        const found = clientSecret === undefined ? undefined : "(hidden)";
        const known = Object.keys(secrets).join(", ") || "none so far";
        return [
            { field, found, allowed: `it names an entry of the server's secrets (${known}), and is no secret itself` },
        ];
    }
    const allowed = `secrets.${clientSecret} is a file, and this secret is an environment variable`;
    return checked(field, clientSecret, () => entry.file === undefined, allowed);
}

function reachProblems(url: string, { network, settings }: McpServerArgs, auth: AuthArgs): Problem[] {
    const { issuer, serverUrl, jwksUrl, introspection } = auth;
    const fields = {
        "auth.serverUrl": serverUrl,
        "auth.issuer": issuer,
        "auth.jwksUrl": jwksUrl,
        [`settings.${keysVariable}`]: ownKeysUrl(auth, settings),
    };
    const [field = "auth.introspection.url"] = Object.entries(fields).find(([, found]) => found === url) ?? [];
    const { port } = new URL(url);
    const instead = introspection
        ? "auth.introspection.url"
        : atEdge(auth)
          ? `settings.${keysVariable}`
          : "auth.jwksUrl";
    const isPresumed = serverUrl !== undefined && serverUrl !== issuer && url === issuer;
    const elsewhere = `, or say in ${instead} what the metadata at auth.serverUrl names, if that is inside`;
    return checked(
        field,
        url,
        () => isReached(url, network),
        `the server may not call it: name its addresses with port ${port || (url.startsWith("https:") ? 443 : 80)} in network.egress${isPresumed ? elsewhere : ""}`,
    );
}

function edgeProblems(args: McpServerArgs, auth: AuthArgs): Problem[] {
    const { route } = args;
    if (route === undefined) {
        return [{ field: "enforcedBy", found: auth.enforcedBy, allowed: "the server has no route that could" }];
    }
    const kind = routeKind(route.kind);
    if (kind === undefined) return [];
    return [...routeKinds[kind].edgeProblems(auth, route), ...secretPlaceProblems(args, auth)];
}

/** A SecretStore is of one namespace, and the route's plugin reads its Secret in the route's own. */
function secretPlaceProblems({ route, secretStore }: McpServerArgs, { introspection }: AuthArgs): Problem[] {
    const elsewhere = route?.apisix?.ingressNamespace;
    if (introspection === undefined || elsewhere === undefined) return [];
    return checked(
        "introspection.clientSecret",
        introspection.clientSecret,
        () => secretStore?.storeKind !== "SecretStore",
        `the route is in namespace ${String(elsewhere)}, and a SecretStore is of one namespace: secretStore.storeKind is ClusterSecretStore`,
    );
}
