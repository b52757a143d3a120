import * as secretsmanager from "@pulumi/aws/secretsmanager";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { objectLabels } from "./model/labels";
import { secretNamePrefix, secretObjectName } from "./model/names";
import { problemText, refuse, within } from "./model/problem";
import { type GeneratedSecretArgs, secretProblems, secretStoreProblems } from "./model/secret-rules";

/** One secret: given, or generated. */
export interface SecretArgs {
    /**
     * The value; kept encrypted in Pulumi's state. Excludes `generate`.
     * @default none: `generate` is given
     */
    value?: pulumi.Input<string>;
    /** Has the value made up. Excludes `value`. */
    generate?: GeneratedSecretArgs;
}

/** Where secrets are kept, and how they reach the cluster. */
export interface SecretStoreArgs {
    /**
     * What the names in Secrets Manager begin with: `<prefix>/<server>/<variable>`.
     * @default "mcp/<stack>"
     */
    namePrefix?: string;
    /**
     * Name of the External Secrets store that reads AWS Secrets Manager.
     * @default "aws-secrets-manager"
     */
    store?: pulumi.Input<string>;
    /**
     * Kind of that store, "ClusterSecretStore" or "SecretStore".
     * @default "ClusterSecretStore"
     */
    storeKind?: pulumi.Input<string>;
    /**
     * How often the store is asked for a changed value: "30s", "15m", "1h".
     * @default "1h"
     */
    refreshInterval?: pulumi.Input<string>;
    /**
     * Days that Secrets Manager keeps a deleted secret, 7 to 30, or 0 for none. Its name is taken as long: to deploy
     * a server again within that time, restore its secrets first (`aws secretsmanager restore-secret`) or import them.
     * @default 30
     */
    recoveryWindowDays?: pulumi.Input<number>;
}

/** Secrets of one server. */
export interface ServerSecretsArgs extends SecretStoreArgs {
    /** Namespace of the server. */
    namespace: pulumi.Input<string>;
    /** The secrets, by the environment variable that each becomes. */
    secrets: { [variable: string]: SecretArgs };
}

/** Entries of AWS Secrets Manager, and one ExternalSecret that syncs them into a Secret of the cluster. */
export class ServerSecrets extends pulumi.ComponentResource {
    /** Name of the Secret in the cluster; known once it is there. */
    public readonly secretName: pulumi.Output<string>;
    /** Names in Secrets Manager, by environment variable. */
    public readonly remoteNames: pulumi.Output<{ [variable: string]: string }>;

    constructor(name: string, args: ServerSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        const problems = [...within("secrets", secretProblems(args.secrets)), ...secretStoreProblems(args)];
        refuse(problems.map((problem) => problemText(`secrets of "${name}"`, problem)));
        const secrets = sealed(args.secrets);
        super("mcp-eks:index:ServerSecrets", name, { ...args, secrets }, opts);

        const prefix = args.namePrefix ?? secretNamePrefix(pulumi.getStack());
        const entries = Object.entries(secrets).map(([variable, source]) => {
            const child = `${name}-${variable}`;
            const secret = new secretsmanager.Secret(
                child,
                {
                    name: `${prefix}/${name}/${variable}`,
                    description: `${variable} of MCP server ${name}`,
                    recoveryWindowInDays: args.recoveryWindowDays ?? 30,
                },
                { parent: this },
            );
            const value = source.generate ? generated(child, source.generate, this) : (source.value ?? "");
            const version = new secretsmanager.SecretVersion(
                child,
                { secretId: secret.id, secretString: value },
                { parent: this },
            );
            return { variable, secret, version };
        });

        const externalSecret = new CustomResource(
            name,
            {
                apiVersion: "external-secrets.io/v1",
                kind: "ExternalSecret",
                metadata: {
                    name: secretObjectName(name),
                    namespace: args.namespace,
                    labels: objectLabels(name),
                    // Pods are started after the Secret is there, and a store that fails is named by `pulumi up`.
                    annotations: { "pulumi.com/waitFor": "condition=Ready" },
                },
                spec: {
                    refreshInterval: args.refreshInterval ?? "1h",
                    secretStoreRef: {
                        name: args.store ?? "aws-secrets-manager",
                        kind: args.storeKind ?? "ClusterSecretStore",
                    },
                    target: { name: secretObjectName(name), creationPolicy: "Owner" },
                    data: entries.map(({ variable, secret }) => ({
                        secretKey: variable,
                        remoteRef: { key: secret.name },
                    })),
                },
            },
            { parent: this, dependsOn: entries.map(({ version }) => version) },
        );

        this.secretName = externalSecret.metadata.apply((metadata) => metadata.name ?? secretObjectName(name));
        this.remoteNames = pulumi.output(
            Object.fromEntries(entries.map(({ variable, secret }) => [variable, secret.name])),
        );
        this.registerOutputs({ secretName: this.secretName, remoteNames: this.remoteNames });
    }
}

/** Marks the values secret: a component's arguments are kept in the state as well. */
export function sealed(secrets: { [variable: string]: SecretArgs }): { [variable: string]: SecretArgs } {
    return Object.fromEntries(
        Object.entries(secrets).map(([variable, { value, generate }]) => [
            variable,
            { generate, ...(value !== undefined && { value: pulumi.secret(value) }) },
        ]),
    );
}

/** Letters and digits only: they need no quoting in URLs, headers and connection strings. */
function generated(name: string, { length = 32 }: GeneratedSecretArgs, parent: pulumi.Resource): pulumi.Output<string> {
    return new RandomPassword(name, { length, special: false }, { parent }).result;
}
