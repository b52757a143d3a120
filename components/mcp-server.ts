import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { clientOutputs } from "./client-outputs";
import type { CodeArgs } from "./code-config";
import type { ContainerImageArgs } from "./container-image";
import { type AuthArgs, clientArgs } from "./model/auth";
import type { CanaryArgs } from "./model/canary";
import type { ClientConfiguration } from "./model/client-config";
import type { ClientArgs } from "./model/client-rules";
import { eraBehaviour } from "./model/era";
import { digestOf } from "./model/image-tag";
import { mergedExtras } from "./model/pod-extras";
import { problemText, refuse } from "./model/problem";
import { readinessPath } from "./model/route-fit";
import { routeKind } from "./model/route-kinds";
import { inClusterUrl } from "./model/route-rules";
import { type RuntimeArgs, runtimeOf } from "./model/runtime";
import { serverProblems } from "./model/server-rules";
import { timeoutChain } from "./model/timeout-chain";
import { type MetricsArgs, Monitoring } from "./monitoring";
import type { PrebuiltImageArgs } from "./prebuilt-image";
import { Route, type ServerRouteArgs } from "./route";
import { type SecretSourcesArgs, secretSources } from "./secret-sources";
import { serverAuth } from "./server-auth";
import { type ServerIdentityArgs, serverIdentity } from "./server-identity";
import { type ImagePullArgs, serverImage } from "./server-image";
import { sealed } from "./server-secrets";
import { Workload } from "./workload";

/** One MCP server, from source to endpoint. */
export interface McpServerArgs extends RuntimeArgs, SecretSourcesArgs, ServerIdentityArgs {
    /** Namespace to run in; see McpNamespace. */
    namespace: pulumi.Input<string>;
    /**
     * What the image is built from. Excludes `prebuilt` and `code`.
     * @default none: one of the three is required
     */
    image?: ContainerImageArgs;
    /**
     * An image that somebody else has built. Excludes `image` and `code`.
     * @default none
     */
    prebuilt?: PrebuiltImageArgs;
    /**
     * A few files that are run by a runtime's image. Excludes `image` and `prebuilt`.
     * @default none
     */
    code?: CodeArgs;
    /** How nodes pull the image. */
    pull?: ImagePullArgs;
    /**
     * How the server is reached from outside the cluster.
     * @default not at all
     */
    route?: ServerRouteArgs;
    /**
     * Who may call it: whose tokens callers need, and who verifies them.
     * @default whoever reaches it
     */
    auth?: AuthArgs;
    /**
     * How its metrics are collected; needs the Prometheus Operator.
     * @default not at all
     */
    monitoring?: MetricsArgs;
    /**
     * What clients, gateways and registries are told of it.
     * @default with the defaults of ClientArgs
     */
    client?: ClientArgs;
    /** Tries the image out beside the one that was deployed before, on a share of the route's calls; not with `code`. */
    canary?: CanaryArgs;
}

/** Takes an MCP server from source to a running, reachable, observed service. */
export class McpServer extends pulumi.ComponentResource {
    /** URL of the MCP endpoint outside the cluster; undefined without a route. */
    public readonly url: pulumi.Output<string> | undefined;
    /** URL of the MCP endpoint inside the cluster. */
    public readonly internalUrl: pulumi.Output<string>;
    /** Image by digest, as deployed; beside a canary that of the pods that stay. */
    public readonly imageUri: pulumi.Output<string>;
    /** Digest of the image. */
    public readonly digest: pulumi.Output<string>;
    /** Image by digest that the canary's pods run; undefined without them. */
    public readonly canaryImageUri: pulumi.Output<string> | undefined;
    /** Name of the Service of the canary's pods; undefined without them. */
    public readonly canaryServiceName: pulumi.Output<string> | undefined;
    /** Command that lists what ECR's scan of the image found; undefined where ECR does not hold it. */
    public readonly scanFindings: pulumi.Output<string> | undefined;
    /** Namespace that the server runs in. */
    public readonly namespace: pulumi.Output<string>;
    /** Name of the Service. */
    public readonly serviceName: pulumi.Output<string>;
    /** ARN of the IAM role; undefined without permissions. */
    public readonly roleArn: pulumi.Output<string> | undefined;
    /** What MCP clients are told: `.mcp.json`, `.vscode/mcp.json`, LiteLLM, Flowise. */
    public readonly clientConfiguration: pulumi.Output<ClientConfiguration>;
    /** What an MCP registry is told, the text of a `server.json`; undefined without a route. */
    public readonly serverJson: pulumi.Output<string> | undefined;

    constructor(name: string, args: McpServerArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(serverProblems(name, args, existsSync).map((problem) => problemText(`server "${name}"`, problem)));
        const secrets = args.secrets && sealed(args.secrets);
        super("mcp-eks:index:McpServer", name, { ...args, secrets }, opts);

        const { namespace, path = "/mcp", canary } = args;
        const { connectionKeepAliveSeconds } = timeoutChain(args.timeouts, routeKind(args.route?.kind) ?? "nginx");
        const image = serverImage(name, args, this);
        const identity = serverIdentity(name, args, namespace, this);
        const auth = serverAuth(name, { ...args, path, namespace });
        const synced = secretSources(name, { ...args, secrets }, namespace, this, auth.routeSecret);
        const workload = new Workload(
            name,
            {
                ...runtimeOf(args),
                settings: args.auth ? { ...auth.settings, ...args.settings } : args.settings,
                authServerUrls: auth.authServerUrls,
                metricsPort: args.monitoring?.port,
                namespace,
                image: canary?.stableImage ?? image.imageUri,
                version: image.version,
                canary: canary && {
                    image: image.imageUri,
                    version: image.version,
                    weightPercent: canary.weightPercent,
                },
                pod: mergedExtras(image.pod, synced.pod, auth.pod(synced)),
                ...identity,
                path,
                timeouts: { ...args.timeouts, connectionKeepAliveSeconds },
            },
            { parent: this, dependsOn: image.dependsOn },
        );
        const { serviceName, servicePort, canaryServiceName } = workload;
        const reached = { namespace, serviceName, servicePort, path, readinessPath: readinessPath(args) };
        const route =
            args.route &&
            new Route(
                name,
                {
                    ...args.route,
                    ...reached,
                    ...auth.route(synced),
                    sticky: eraBehaviour(args.era).sticky,
                    timeouts: args.timeouts,
                    canary: canaryServiceName && {
                        serviceName: canaryServiceName,
                        weightPercent: canary?.weightPercent ?? 0,
                    },
                },
                { parent: this },
            );
        if (args.monitoring) {
            const { externalSecretName } = synced;
            new Monitoring(name, { ...args.monitoring, namespace, externalSecretName }, { parent: this });
        }

        this.url = route?.url;
        this.internalUrl = pulumi
            .output({ serviceName, namespace, port: servicePort })
            .apply((inside) => inClusterUrl({ ...inside, path }));
        this.imageUri = canary ? pulumi.output(canary.stableImage) : image.imageUri;
        this.digest = canary ? this.imageUri.apply(digestOf) : image.digest;
        this.canaryImageUri = canaryServiceName && image.imageUri;
        this.canaryServiceName = canaryServiceName;
        this.scanFindings = image.scanFindings;
        this.namespace = pulumi.output(namespace);
        this.serviceName = serviceName;
        this.roleArn = identity.roleArn;
        const told = clientOutputs(name, {
            urls: { external: this.url, inCluster: this.internalUrl },
            client: clientArgs(args.client, args.auth),
            // The image of code is its runtime, which serves nothing without it.
            image: args.code === undefined ? this.imageUri : undefined,
            port: servicePort,
            path,
            secretVariables: Object.keys(secrets ?? {}),
        });
        this.clientConfiguration = told.clientConfiguration;
        this.serverJson = told.serverJson;
        this.registerOutputs({
            url: this.url,
            internalUrl: this.internalUrl,
            imageUri: this.imageUri,
            digest: this.digest,
            canaryImageUri: this.canaryImageUri,
            canaryServiceName: this.canaryServiceName,
            scanFindings: this.scanFindings,
            namespace: this.namespace,
            serviceName: this.serviceName,
            roleArn: this.roleArn,
            clientConfiguration: this.clientConfiguration,
            serverJson: this.serverJson,
        });
    }
}
