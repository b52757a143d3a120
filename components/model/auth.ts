import type { Input } from "@pulumi/pulumi";
import type { ClientArgs } from "./client-rules";

/** How tokens are asked about at their issuer (RFC 7662), in place of verifying their signature. */
export interface IntrospectionArgs {
    /** Client by which the issuer knows who asks. */
    clientId: string;
    /** Entry of the server's `secrets` that holds the client's secret. */
    clientSecret: string;
    /**
     * Endpoint that is asked.
     * @default where the issuer's metadata says; of Keycloak "<serverUrl>/protocol/openid-connect/token/introspect"
     */
    url?: string;
}

/** Who may call a server: who has a token of one issuer, for this server. */
export interface AuthArgs {
    /**
     * Issuer of the tokens, letter by letter as their `iss` has it: "https://auth.example.com/realms/mcp". Clients are sent
     * there for tokens. By https; by http only a Service of the cluster or a private address.
     */
    issuer: string;
    /**
     * Where the issuer is reached from inside the cluster, path and all, where not by its own URL:
     * "http://keycloak.auth.svc.cluster.local/realms/mcp". Its metadata is read and tokens are asked about there. By https;
     * by http only a Service of the cluster or a private address.
     * @default the issuer
     */
    serverUrl?: string;
    /**
     * What clients ask tokens for (RFC 8707), and `resource` of the metadata: a URL without a fragment.
     * @default the URL of the route; without a route it has to be given
     */
    resource?: string;
    /**
     * `aud` that tokens must have.
     * @default the resource
     */
    audience?: string;
    /**
     * Scopes that every call needs.
     * @default none
     */
    requiredScopes?: string[];
    /**
     * Where the issuer's keys are, for tokens that are JWTs.
     * @default where the issuer's metadata says; of Keycloak "<issuer>/protocol/openid-connect/certs"
     */
    jwksUrl?: string;
    /** Has tokens asked about at the issuer: for those that are no JWTs, and for APISIX. */
    introspection?: IntrospectionArgs;
    /**
     * Who verifies tokens: "server", which is told by environment variables, "edge", the route, for images that know nothing
     * of tokens, or "both".
     * @default "server"
     */
    enforcedBy?: string;
}

export const enforcers = ["server", "edge", "both"] as const;

export const atServer = ({ enforcedBy = "server" }: AuthArgs) => enforcedBy === "server" || enforcedBy === "both";
export const atEdge = ({ enforcedBy = "server" }: AuthArgs) => enforcedBy === "edge" || enforcedBy === "both";

/** A realm of Keycloak, whose endpoints are known without asking: https://www.keycloak.org/securing-apps/oidc-layers */
export const keycloakRealm = (url: string) => /\/realms\/([^/]+)$/.exec(url)?.[1];

/** Realm that a challenge names; undefined where the issuer is no Keycloak's. */
export const realmOf = ({ issuer }: AuthArgs) => keycloakRealm(issuer);

/** Where the cluster reaches the issuer. */
export const serverUrlOf = ({ issuer, serverUrl }: AuthArgs) => serverUrl ?? issuer;

const ofKeycloak = (url: string, path: string) =>
    keycloakRealm(url) === undefined ? undefined : `${url}/protocol/openid-connect/${path}`;

/** Where those find the keys who are outside the cluster; undefined where only the issuer's metadata says. */
export const jwksUrlOf = ({ issuer, jwksUrl }: AuthArgs) => jwksUrl ?? ofKeycloak(issuer, "certs");

/** Where tokens are asked about; undefined where only the issuer's metadata says. */
export const introspectionUrlOf = (auth: AuthArgs) =>
    auth.introspection?.url ?? ofKeycloak(serverUrlOf(auth), "token/introspect");

/** Metadata of who is at a URL: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
export const discoveryUrlOf = (url: string) => `${url.replace(/\/$/, "")}/.well-known/openid-configuration`;

/** Clients of a server that asks for tokens send one. */
export const clientArgs = (client: ClientArgs | undefined, auth: AuthArgs | undefined): ClientArgs =>
    auth === undefined ? { ...client } : { ...client, auth: client?.auth ?? "bearer" };

/** Variable by which servers know the secret of their client. */
export const clientSecretVariable = "AUTH_CLIENT_SECRET";

/** What a server is told that verifies tokens itself; `resource` undefined: the block has none, and there is no route. */
export function authSettings(
    auth: AuthArgs,
    resource: Input<string> | undefined,
): { [variable: string]: Input<string> } {
    if (!atServer(auth)) return {};
    const { issuer, serverUrl, audience, requiredScopes = [], introspection } = auth;
    const known = auth.resource ?? resource;
    const { jwksUrl, introspectionUrl } = endpointsInside(auth);
    return {
        AUTH_ISSUER_URL: issuer,
        ...(serverUrl !== undefined && { AUTH_SERVER_URL: serverUrl }),
        ...(known !== undefined && { RESOURCE_SERVER_URL: known }),
        ...(audience !== undefined && { AUTH_AUDIENCE: audience }),
        ...(requiredScopes.length > 0 && { REQUIRED_SCOPES: requiredScopes.join(" ") }),
        ...(jwksUrl !== undefined && { [keysVariable]: jwksUrl }),
        ...(introspection && { AUTH_CLIENT_ID: introspection.clientId }),
        ...(introspectionUrl !== undefined && { AUTH_INTROSPECTION_URL: introspectionUrl }),
    };
}

/** Metadata names the issuer's public endpoints, wherever it was read: of Keycloak those inside the cluster are known. */
function endpointsInside({ serverUrl, jwksUrl, introspection }: AuthArgs) {
    const inside = (path: string) => (serverUrl === undefined ? undefined : ofKeycloak(serverUrl, path));
    return introspection === undefined
        ? { jwksUrl: jwksUrl ?? inside("certs") }
        : { introspectionUrl: introspection.url ?? inside("token/introspect") };
}

/** Variable by which servers know where the keys are. */
export const keysVariable = "AUTH_JWKS_URL";

/** Where the route has the keys from outside the cluster, nothing but the variable can lead the server to them inside. */
export const mayHaveOwnKeys = (auth: AuthArgs) => atEdge(auth) && auth.introspection === undefined;

/** Where the settings say that the server gets the keys; undefined where they say nothing that is known by now. */
export function ownKeysUrl(auth: AuthArgs, settings: { [variable: string]: Input<string> } = {}): string | undefined {
    const url = settings[keysVariable];
    return mayHaveOwnKeys(auth) && typeof url === "string" && URL.canParse(url) ? url : undefined;
}

/**
 * URLs that a server calls to verify tokens; `keysUrl` is where its settings say that it gets the keys. What only the metadata
 * says is taken to be where the issuer is: the metadata names public endpoints, wherever it was read.
 */
export function authServerUrls(auth: AuthArgs, keysUrl: string | undefined = auth.jwksUrl): string[] {
    if (!atServer(auth)) return [];
    const { issuer, serverUrl, introspection } = auth;
    const { jwksUrl, introspectionUrl } = endpointsInside({ ...auth, jwksUrl: keysUrl });
    const isSaid = jwksUrl !== undefined || introspectionUrl !== undefined;
    const urls = [
        serverUrlOf(auth),
        keysUrl,
        introspection?.url,
        serverUrl === undefined || isSaid ? undefined : issuer,
    ];
    return [...new Set(urls.filter((url) => url !== undefined))];
}

/** What clients are told where the route has to say it, as no server behind it does (RFC 9728, section 2). */
export function metadataDocument(name: string, { issuer, requiredScopes = [] }: AuthArgs, resource: string): string {
    return JSON.stringify({
        resource,
        authorization_servers: [issuer],
        bearer_methods_supported: ["header"],
        ...(requiredScopes.length > 0 && { scopes_supported: requiredScopes }),
        resource_name: name,
    });
}
