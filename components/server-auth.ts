import * as pulumi from "@pulumi/pulumi";
import {
    type AuthArgs,
    atEdge,
    atServer,
    authServerUrls,
    authSettings,
    clientSecretVariable,
    discoveryUrlOf,
    introspectionUrlOf,
    jwksUrlOf,
    metadataDocument,
    ownKeysUrl,
    realmOf,
    serverUrlOf,
} from "./model/auth";
import type { PodExtrasArgs } from "./model/pod-extras";
import { metadataPaths, type RouteAuthArgs } from "./model/route-auth";
import type { RouteSecretArgs } from "./model/secret-args";
import { type RouteArgs, routeUrl, type ServerRouteArgs } from "./route";
import type { SyncedSecrets } from "./secret-sources";

/** Who may call a server, and where that is looked at. */
export interface ServerAuthArgs {
    /**
     * Whose tokens callers need.
     * @default none: whoever reaches the server may call it
     */
    auth?: AuthArgs;
    /** How the server is reached from outside the cluster. */
    route?: ServerRouteArgs;
    /** Path of its MCP endpoint. */
    path: string;
    /** Namespace that it runs in. */
    namespace: pulumi.Input<string>;
    /**
     * What it is told beside that.
     * @default nothing
     */
    settings?: { [variable: string]: pulumi.Input<string> };
}

/** What the other parts of a server are told of that. */
export interface ServerAuth {
    settings: { [variable: string]: pulumi.Input<string> };
    /** Where the pods verify tokens. */
    authServerUrls: string[];
    /** The one secret that the route needs. */
    routeSecret?: RouteSecretArgs;
    /** The client's secret under the name that servers know it by. */
    pod(synced: SyncedSecrets): PodExtrasArgs | undefined;
    route(synced: SyncedSecrets): Pick<RouteArgs, "metadataPaths" | "auth">;
}

/** Says to each part of a server what it has to do with its callers' tokens. */
export function serverAuth(name: string, { auth, route, path, namespace, settings }: ServerAuthArgs): ServerAuth {
    if (auth === undefined) return { settings: {}, authServerUrls: [], pod: () => undefined, route: () => ({}) };
    const resource = auth.resource ?? (route && routeUrl(route, path));
    const { introspection } = auth;
    return {
        settings: authSettings(auth, resource),
        authServerUrls: authServerUrls(auth, ownKeysUrl(auth, settings)),
        ...(introspection &&
            atEdge(auth) && {
                routeSecret: {
                    variable: introspection.clientSecret,
                    namespace: route?.apisix?.ingressNamespace ?? namespace,
                    forServer: atServer(auth),
                },
            }),
        pod: ({ secretName }) =>
            introspection && atServer(auth) && secretName && introspection.clientSecret !== clientSecretVariable
                ? {
                      env: [
                          {
                              name: clientSecretVariable,
                              valueFrom: { secretKeyRef: { name: secretName, key: introspection.clientSecret } },
                          },
                      ],
                  }
                : undefined,
        route: ({ routeSecretName }) => ({
            metadataPaths: metadataPaths(auth, path, route?.host),
            auth: atEdge(auth) && resource !== undefined ? edge(name, auth, resource, routeSecretName) : undefined,
        }),
    };
}

function edge(
    name: string,
    auth: AuthArgs,
    resource: pulumi.Input<string>,
    secretName: pulumi.Input<string> | undefined,
): RouteAuthArgs {
    const { issuer, requiredScopes, introspection } = auth;
    const introspectionUrl = introspectionUrlOf(auth);
    const { clientId: id } = introspection ?? {};
    const discoveryUrl = discoveryUrlOf(serverUrlOf(auth));
    return {
        issuer,
        audience: auth.audience ?? resource,
        requiredScopes,
        jwksUrl: introspection ? undefined : jwksUrlOf(auth),
        ...(id !== undefined &&
            introspectionUrl !== undefined &&
            secretName !== undefined && {
                client: { id, secretName, introspectionUrl, discoveryUrl, realm: realmOf(auth) },
            }),
        ...(!atServer(auth) && { metadata: pulumi.output(resource).apply((url) => metadataDocument(name, auth, url)) }),
    };
}
