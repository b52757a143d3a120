import type { McpServerArgs } from "../components";
import { type AuthArgs, atServer, authServerUrls, authSettings, clientSecretVariable } from "../components/model/auth";
import { authServerPlace } from "../components/model/auth-network";
import { metadataPaths } from "../components/model/route-auth";
import { endpointUrl } from "../components/model/route-rules";

/** What of a server's block `auth` only a cluster has: the proxies here verify no tokens. */
export function missingForAuth(auth: AuthArgs | undefined): string[] {
    if (auth === undefined) return [];
    const inCluster = authServerUrls(auth).filter((url) => authServerPlace(url).kind === "service");
    return [
        ...(atServer(auth)
            ? []
            : ['auth.enforcedBy is "edge", and no proxy here verifies tokens; an image that does takes "server"']),
        ...inCluster.map((url) => `auth names ${url}, a Service of the cluster, which is out of reach here`),
    ];
}

/** What a server here is told of tokens, and where the proxy leads clients that have none. */
export function composeAuth({ auth, route }: McpServerArgs, path: string) {
    if (auth === undefined) return { environment: {}, metadataPaths: [], secretVariable: (name: string) => name };
    const resource =
        route && endpointUrl({ tls: route.tls !== undefined, host: String(route.host), port: route.publicPort, path });
    return {
        environment: authSettings(auth, resource) as Record<string, string>,
        metadataPaths: metadataPaths(auth, path, route?.host),
        /** The client's secret has the name that servers know. */
        secretVariable: (name: string) => (name === auth.introspection?.clientSecret ? clientSecretVariable : name),
    };
}
