import type * as pulumi from "@pulumi/pulumi";
import { InfisicalSecrets } from "./infisical-secrets";
import type { InfisicalArgs } from "./model/infisical";
import { infisicalSecretName } from "./model/infisical";
import { secretFilesObjectName, secretObjectName } from "./model/names";
import type { PodExtrasArgs } from "./model/pod-extras";
import type { RouteSecretArgs, SecretArgs, SecretBundleArgs } from "./model/secret-args";
import { type DeliveredSecret, secretExtras } from "./model/secret-delivery";
import { type SecretStoreArgs, ServerSecrets } from "./server-secrets";

/** Where a server's secrets come from, and how they reach it. */
export interface SecretSourcesArgs {
    /**
     * Secrets, by the environment variable that each becomes.
     * @default none
     */
    secrets?: { [variable: string]: SecretArgs };
    /**
     * JSON secrets of AWS Secrets Manager whose values all become environment variables.
     * @default none
     */
    secretBundles?: SecretBundleArgs[];
    /** Where the secrets are kept, and how they reach the cluster. */
    secretStore?: SecretStoreArgs;
    /**
     * A folder of Infisical whose secrets become environment variables.
     * @default none
     */
    infisical?: InfisicalArgs;
    /**
     * Whether the pods roll by themselves when a secret changes, wherever it was changed; by Stakater Reloader, which the
     * cluster then needs.
     * @default true
     */
    rollOnSecretChange?: boolean;
}

/** What a server has of its secrets. */
export interface SyncedSecrets {
    pod: PodExtrasArgs;
    /** Name of the Secret with the variables; undefined when there is none. */
    secretName?: pulumi.Output<string>;
    /** Name of the Secret for the route; undefined when there is none. */
    routeSecretName?: pulumi.Output<string>;
    /** Name of the ExternalSecret to watch; undefined when there is none. */
    externalSecretName?: string;
}

/** Brings a server's secrets into the cluster. */
export function secretSources(
    name: string,
    args: SecretSourcesArgs,
    namespace: pulumi.Input<string>,
    parent: pulumi.Resource,
    routeSecret?: RouteSecretArgs,
): SyncedSecrets {
    const { secrets = {}, secretBundles = [], infisical } = args;
    const delivered: DeliveredSecret[] = [];
    const externalSecretNames: string[] = [];
    let own: ServerSecrets | undefined;
    if (Object.keys(secrets).length + secretBundles.length > 0) {
        const synced = new ServerSecrets(
            name,
            { ...args.secretStore, namespace, secrets, secretBundles, routeSecret },
            { parent },
        );
        own = synced;
        const files = Object.fromEntries(
            Object.entries(secrets).flatMap(([key, { file }]) => (file ? [[key, file]] : [])),
        );
        if (synced.secretName) {
            delivered.push({ secretName: synced.secretName });
            externalSecretNames.push(secretObjectName(name));
        }
        if (synced.fileSecretName) {
            delivered.push({ secretName: synced.fileSecretName, files });
            externalSecretNames.push(secretFilesObjectName(name));
        }
    }
    if (infisical) {
        const { secretName } = new InfisicalSecrets(name, { ...infisical, namespace }, { parent });
        delivered.push({ secretName, variables: infisical.variables });
        if (infisical.kind !== "infisicalSecret") externalSecretNames.push(infisicalSecretName(name, infisical));
    }
    const [externalSecretName] = externalSecretNames;
    return {
        pod: secretExtras(delivered, args.rollOnSecretChange),
        secretName: own?.secretName,
        routeSecretName: own?.routeSecretName,
        externalSecretName,
    };
}
