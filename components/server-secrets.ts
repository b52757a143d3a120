import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { externalSecret } from "./external-secret";
import { externalSecretSpec, type SyncedSecret, versionsAnnotation, versionsDigest } from "./model/external-secret";
import { routeSecretObjectName, secretFilesObjectName, secretNamePrefix, secretObjectName } from "./model/names";
import { problemText, refuse, within } from "./model/problem";
import type { GeneratedSecretArgs, RouteSecretArgs, SecretArgs, SecretBundleArgs } from "./model/secret-args";
import { bundleProblems, secretProblems } from "./model/secret-rules";
import { secretStoreProblems } from "./model/secret-store";

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
     * How often the store is asked for a value that somebody else has changed: "30s", "15m", "1h". Changes by Pulumi are
     * asked for at once.
     * @default "1h"
     */
    refreshInterval?: pulumi.Input<string>;
    /**
     * Days that Secrets Manager keeps a deleted secret, 7 to 30, or 0 for none. Its name is taken as long: to deploy
     * a server again within that time, restore its secrets first (`aws secretsmanager restore-secret`) or import them.
     * @default 30
     */
    recoveryWindowDays?: pulumi.Input<number>;
    /**
     * What External Secrets does with the Secret in the cluster: "Owner" makes it and takes it along, "Orphan" makes it and
     * leaves it, "Merge" adds to one that is there.
     * @default "Owner"
     */
    creationPolicy?: string;
    /**
     * What becomes of it when the secrets in the store are gone: "Retain", "Delete" or "Merge" (its keys only).
     * @default "Retain"
     */
    deletionPolicy?: string;
}

/** Secrets of one server. */
export interface ServerSecretsArgs extends SecretStoreArgs {
    /** Namespace of the server. */
    namespace: pulumi.Input<string>;
    /**
     * The secrets, by the environment variable that each becomes (or by any such name, when it becomes a file).
     * @default none
     */
    secrets?: { [variable: string]: SecretArgs };
    /**
     * JSON secrets whose values all become environment variables.
     * @default none
     */
    secretBundles?: SecretBundleArgs[];
    /** One that becomes the only key, "client_secret", of a Secret of its own. */
    routeSecret?: RouteSecretArgs;
}

/** Entries of AWS Secrets Manager, made here or there already, and what syncs them into Secrets of the cluster. */
export class ServerSecrets extends pulumi.ComponentResource {
    /** Name of the Secret with the environment variables, known once it is there; undefined when there are none. */
    public readonly secretName: pulumi.Output<string> | undefined;
    /** Name of the Secret with the files, known once it is there; undefined when there are none. */
    public readonly fileSecretName: pulumi.Output<string> | undefined;
    /** Name of the Secret for the route, known once it is there; undefined when there is none. */
    public readonly routeSecretName: pulumi.Output<string> | undefined;
    /** Names in Secrets Manager of the secrets that are made here, by environment variable. */
    public readonly remoteNames: pulumi.Output<{ [variable: string]: string }>;

    constructor(name: string, args: ServerSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        const { secretBundles: bundles = [] } = args;
        const problems = [
            ...within("secrets", secretProblems(args.secrets, bundles)),
            ...bundleProblems(bundles),
            ...secretStoreProblems(args),
        ];
        refuse(problems.map((problem) => problemText(`secrets of "${name}"`, problem)));
        const secrets = sealed(args.secrets ?? {});
        super("mcp-eks:index:ServerSecrets", name, { ...args, secrets }, opts);

        const prefix = args.namePrefix ?? secretNamePrefix(pulumi.getStack());
        const created = Object.entries(secrets).flatMap(([variable, { value, generate }]) => {
            if (value === undefined && generate === undefined) return [];
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
            const secretString = generate ? generated(child, generate, this) : (value ?? "");
            const version = new secretsmanager.SecretVersion(
                child,
                { secretId: secret.id, secretString },
                { parent: this },
            );
            return [{ variable, secretName: secret.name, version }];
        });
        const createdNames = Object.fromEntries(created.map(({ variable, secretName }) => [variable, secretName]));

        const settings = {
            store: args.store ?? "aws-secrets-manager",
            storeKind: args.storeKind ?? "ClusterSecretStore",
            refreshInterval: args.refreshInterval ?? "1h",
            creationPolicy: args.creationPolicy ?? "Owner",
            deletionPolicy: args.deletionPolicy,
        };
        const sync = (
            child: string,
            synced: SyncedSecret,
            namespace = args.namespace,
        ): pulumi.Output<string> | undefined => {
            if (Object.keys(synced.secrets).length + synced.bundles.length === 0) return undefined;
            const spec = externalSecretSpec(synced, secrets, createdNames, settings);
            const read = created.filter(({ variable }) => spec.data?.some(({ secretKey }) => secretKey === variable));
            const versions = pulumi.all(read.map(({ version }) => version.versionId)).apply(versionsDigest);
            const annotations: Record<string, pulumi.Input<string>> = read.length > 0
                ? { [versionsAnnotation]: versions }
                : {};
            return externalSecret(child, name, namespace, synced.secretName, spec, annotations, {
                parent: this,
                dependsOn: read.map(({ version }) => version),
            });
        };
        const { routeSecret } = args;
        const hidden = routeSecret?.forServer === false ? routeSecret.variable : undefined;
        const having = (isFile: boolean) =>
            Object.fromEntries(
                Object.entries(secrets).filter(
                    ([variable, { file }]) => variable !== hidden && (file !== undefined) === isFile,
                ),
            );
        this.secretName = sync(name, { secretName: secretObjectName(name), secrets: having(false), bundles });
        this.fileSecretName = sync(`${name}-files`, {
            secretName: secretFilesObjectName(name),
            secrets: having(true),
            bundles: [],
        });
        this.routeSecretName =
            routeSecret &&
            sync(
                `${name}-route`,
                {
                    secretName: routeSecretObjectName(name),
                    secrets: { client_secret: { template: `{{ .${routeSecret.variable} }}` } },
                    bundles: [],
                },
                routeSecret.namespace,
            );
        this.remoteNames = pulumi.output(createdNames);
        this.registerOutputs({
            secretName: this.secretName,
            fileSecretName: this.fileSecretName,
            routeSecretName: this.routeSecretName,
            remoteNames: this.remoteNames,
        });
    }
}

/** Marks the values secret: a component's arguments are kept in the state as well. */
export function sealed(secrets: { [variable: string]: SecretArgs }): { [variable: string]: SecretArgs } {
    return Object.fromEntries(
        Object.entries(secrets).map(([variable, { value, ...secret }]) => [
            variable,
            { ...secret, ...(value !== undefined && { value: pulumi.secret(value) }) },
        ]),
    );
}

/** Letters and digits, unless asked otherwise: they need no quoting in URLs, headers and connection strings. */
function generated(name: string, args: GeneratedSecretArgs, parent: pulumi.Resource): pulumi.Output<string> {
    const { length = 32, special = false, specialCharacters, version } = args;
    const keepers = version === undefined ? undefined : { version };
    const options = { length, special, overrideSpecial: specialCharacters, keepers };
    return new RandomPassword(name, options, { parent }).result;
}
