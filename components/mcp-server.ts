import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ContainerImage, type ContainerImageArgs } from "./container-image";
import { type ClientConfiguration, clientFile } from "./model/client-config";
import type { PermissionArgs } from "./model/iam-documents";
import { objectName, serviceHost } from "./model/names";
import { problemText, refuse } from "./model/problem";
import { endpointUrl } from "./model/route-rules";
import { serverProblems } from "./model/server-rules";
import { type MetricsArgs, Monitoring } from "./monitoring";
import { Route, type ServerRouteArgs } from "./route";
import { type SecretArgs, type SecretStoreArgs, ServerSecrets, sealed } from "./server-secrets";
import { type RuntimeArgs, Workload } from "./workload";
import { WorkloadIdentity } from "./workload-identity";

/** One MCP server, from source to endpoint. */
export interface McpServerArgs extends RuntimeArgs {
    /** Namespace to run in; see McpNamespace. */
    namespace: pulumi.Input<string>;
    /** What the image is built from. */
    image: ContainerImageArgs;
    /**
     * Secrets, by the environment variable that each becomes.
     * @default none
     */
    secrets?: { [variable: string]: SecretArgs };
    /** Where the secrets are kept, and how they reach the cluster. */
    secretStore?: SecretStoreArgs;
    /**
     * What the server may do in AWS; needs `oidcProviderArn`.
     * @default nothing: no role is made
     */
    permissions?: PermissionArgs[];
    /**
     * ARN of the cluster's OIDC provider in IAM.
     * @default none: the server has no permissions
     */
    oidcProviderArn?: pulumi.Input<string>;
    /**
     * How the server is reached from outside the cluster.
     * @default not at all
     */
    route?: ServerRouteArgs;
    /**
     * How its metrics are collected; needs the Prometheus Operator.
     * @default not at all
     */
    monitoring?: MetricsArgs;
}

/** Takes an MCP server from source to a running, reachable, observed service. */
export class McpServer extends pulumi.ComponentResource {
    /** URL of the MCP endpoint outside the cluster; undefined without a route. */
    public readonly url: pulumi.Output<string> | undefined;
    /** URL of the MCP endpoint inside the cluster. */
    public readonly internalUrl: pulumi.Output<string>;
    /** Image by digest, as deployed. */
    public readonly imageUri: pulumi.Output<string>;
    /** Digest of the image. */
    public readonly digest: pulumi.Output<string>;
    /** Namespace that the server runs in. */
    public readonly namespace: pulumi.Output<string>;
    /** Name of the Service. */
    public readonly serviceName: pulumi.Output<string>;
    /** ARN of the IAM role; undefined without permissions. */
    public readonly roleArn: pulumi.Output<string> | undefined;
    /** What MCP clients are told, as `.mcp.json`. */
    public readonly clientConfiguration: pulumi.Output<ClientConfiguration>;

    constructor(name: string, args: McpServerArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(serverProblems(name, args, existsSync).map((problem) => problemText(`server "${name}"`, problem)));
        const secrets = args.secrets && sealed(args.secrets);
        super("mcp-eks:index:McpServer", name, { ...args, secrets }, opts);

        const { namespace, permissions = [], oidcProviderArn, path = "/mcp" } = args;
        const image = new ContainerImage(name, args.image, { parent: this });
        const identity =
            permissions.length > 0 && oidcProviderArn !== undefined
                ? new WorkloadIdentity(
                      name,
                      { namespace, serviceAccountName: objectName(name), oidcProviderArn, permissions },
                      { parent: this },
                  )
                : undefined;
        const synced =
            secrets && Object.keys(secrets).length > 0
                ? new ServerSecrets(name, { ...args.secretStore, namespace, secrets }, { parent: this })
                : undefined;
        const workload = new Workload(
            name,
            {
                namespace,
                image: image.imageUri,
                secretName: synced?.secretName,
                roleArn: identity?.roleArn,
                port: args.port,
                path,
                settings: args.settings,
                scaling: args.scaling,
                resources: args.resources,
                network: args.network,
                timeouts: args.timeouts,
                health: args.health,
                telemetry: args.telemetry,
            },
            { parent: this },
        );
        const { serviceName, servicePort } = workload;
        const streamIdleSeconds = args.timeouts?.streamIdleSeconds;
        const route =
            args.route &&
            new Route(
                name,
                { ...args.route, namespace, serviceName, servicePort, path, streamIdleSeconds },
                { parent: this },
            );
        if (args.monitoring) new Monitoring(name, { ...args.monitoring, namespace }, { parent: this });

        this.url = route?.url;
        this.internalUrl = pulumi
            .all([serviceName, namespace, servicePort])
            .apply(([service, namespace, port]) =>
                endpointUrl({ tls: false, host: serviceHost(service, namespace), port, path }),
            );
        this.imageUri = image.imageUri;
        this.digest = image.digest;
        this.namespace = pulumi.output(namespace);
        this.serviceName = serviceName;
        this.roleArn = identity?.roleArn;
        this.clientConfiguration = pulumi.all([this.url, this.internalUrl]).apply(([external, internal]) => ({
            external: clientFile({ [name]: external }),
            inCluster: clientFile({ [name]: internal }),
        }));
        this.registerOutputs({
            url: this.url,
            internalUrl: this.internalUrl,
            imageUri: this.imageUri,
            digest: this.digest,
            namespace: this.namespace,
            serviceName: this.serviceName,
            roleArn: this.roleArn,
            clientConfiguration: this.clientConfiguration,
        });
    }
}
