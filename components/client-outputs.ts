import * as pulumi from "@pulumi/pulumi";
import { type ClientConfiguration, clientConfiguration } from "./model/client-config";
import type { ClientArgs } from "./model/client-rules";
import { clientEndpoint } from "./model/clients/endpoint";
import { serverJson } from "./model/clients/server-json";

/** What of a server its clients need to know. */
export interface ServerForClients {
    urls: { external: pulumi.Output<string> | undefined; inCluster: pulumi.Output<string> };
    client: ClientArgs;
    /** By digest; undefined where it is not the server by itself. */
    image: pulumi.Output<string> | undefined;
    port: pulumi.Output<number>;
    path: string;
    secretVariables: string[];
}

/** What clients are told of a server, and an MCP registry, which lists those only that have a route. */
export function clientOutputs(name: string, server: ServerForClients) {
    const { urls, client, path, secretVariables } = server;
    const configuration: pulumi.Output<ClientConfiguration> = pulumi
        .all([urls.external, urls.inCluster])
        .apply(([external, inCluster]) => clientConfiguration(name, { external, inCluster }, client));
    const { external } = urls;
    const entry =
        external &&
        pulumi.all([external, server.image, server.port]).apply(([known, image, port]) =>
            JSON.stringify(
                serverJson(clientEndpoint(name, known, client), {
                    client,
                    host: new URL(known).hostname,
                    ...(image !== undefined && { package: { image, port, path, secretVariables } }),
                }),
            ),
        );
    return { clientConfiguration: configuration, serverJson: entry };
}
