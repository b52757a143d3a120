import { type Input, output } from "@pulumi/pulumi";
import { goDuration } from "./go-duration";
import { infisicalObjectName } from "./names";
import { checked, type Problem } from "./problem";
import { durationProblems } from "./secret-store";

/** Secrets that Infisical keeps: all of one path become environment variables. */
export interface InfisicalArgs {
    /**
     * What brings them: "externalSecret", External Secrets by a store of the server's own, or "infisicalSecret", Infisical's
     * own operator.
     * @default "externalSecret"
     */
    kind?: string;
    /**
     * API of the instance, by https outside the cluster.
     * @default "https://app.infisical.com/api"
     */
    hostApi?: Input<string>;
    /**
     * Slug of the project; required.
     * @default none
     */
    projectSlug?: Input<string>;
    /**
     * Slug of the environment, "staging"; required.
     * @default none
     */
    environmentSlug?: Input<string>;
    /**
     * Folder of the secrets, "/github".
     * @default "/<server>"
     */
    secretsPath?: string;
    /**
     * Whether the folders below it count as well.
     * @default false
     */
    recursive?: boolean;
    /**
     * Secret of the namespace with `clientId` and `clientSecret` of a machine identity (universal auth).
     * @default "infisical-credentials"
     */
    credentialsSecret?: Input<string>;
    /**
     * Name of the Secret that is written.
     * @default "<server>-mcp-infisical"
     */
    secretName?: string;
    /**
     * Environment variables by the secret that each is made from, for secrets that are not named as variables:
     * `{ API_KEY: "api-key" }`. With them only these become variables.
     * @default every secret, under its own name
     */
    variables?: { [variable: string]: string };
    /**
     * How often Infisical is asked for changes: "30s", "15m", "1h".
     * @default "1h"
     */
    refreshInterval?: Input<string>;
}

const kinds = ["externalSecret", "infisicalSecret"];
const defaultHostApi = "https://app.infisical.com/api";
const defaultCredentials = "infisical-credentials";

/** Name of the Secret that the server's secrets are written to. */
export const infisicalSecretName = (server: string, args: InfisicalArgs) =>
    args.secretName ?? infisicalObjectName(server);

/** Provider of a SecretStore (external-secrets.io/v1). */
export function infisicalStoreSpec(server: string, args: InfisicalArgs) {
    const name = args.credentialsSecret ?? defaultCredentials;
    return {
        provider: {
            infisical: {
                hostAPI: args.hostApi ?? defaultHostApi,
                auth: {
                    universalAuthCredentials: {
                        clientId: { name, key: "clientId" },
                        clientSecret: { name, key: "clientSecret" },
                    },
                },
                secretsScope: {
                    projectSlug: args.projectSlug ?? "",
                    environmentSlug: args.environmentSlug ?? "",
                    secretsPath: args.secretsPath ?? `/${server}`,
                    recursive: args.recursive ?? false,
                },
            },
        },
    };
}

/** Spec of the ExternalSecret that reads all of the store's path. */
export function infisicalExternalSecretSpec(server: string, args: InfisicalArgs, storeName: Input<string>) {
    return {
        refreshInterval: output(args.refreshInterval ?? "1h").apply(goDuration),
        secretStoreRef: { name: storeName, kind: "SecretStore" },
        target: { name: infisicalSecretName(server, args), creationPolicy: "Owner" },
        dataFrom: [{ find: { name: { regexp: ".*" } } }],
    };
}

/** Spec of an InfisicalSecret (secrets.infisical.com/v1alpha1). */
export function infisicalSecretSpec(server: string, namespace: Input<string>, args: InfisicalArgs) {
    return {
        hostAPI: args.hostApi ?? defaultHostApi,
        syncConfig: { resyncInterval: args.refreshInterval ?? "1h" },
        authentication: {
            universalAuth: {
                credentialsRef: {
                    secretName: args.credentialsSecret ?? defaultCredentials,
                    secretNamespace: namespace,
                },
                secretsScope: {
                    projectSlug: args.projectSlug ?? "",
                    envSlug: args.environmentSlug ?? "",
                    secretsPath: args.secretsPath ?? `/${server}`,
                    recursive: args.recursive ?? false,
                },
            },
        },
        managedKubeSecretReferences: [
            {
                secretName: infisicalSecretName(server, args),
                secretNamespace: namespace,
                creationPolicy: "Owner",
            },
        ],
    };
}

/** What is wrong with where Infisical's secrets are; values that are only known later (Outputs) pass. */
export function infisicalProblems(args: InfisicalArgs): Problem[] {
    const slug = 'a slug is lower-case letters, digits and "-"';
    const isSlug = (value: unknown) => typeof value !== "string" || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value);
    const isObjectName = (value: unknown) =>
        typeof value !== "string" || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value);
    const objectName = 'a Secret is named by lower-case letters, digits, "-" and "."';
    return [
        ...checked(
            "kind",
            args.kind,
            (kind) => kind === undefined || kinds.includes(kind),
            `kinds are ${kinds.join(" and ")}`,
        ),
        ...checked(
            "hostApi",
            args.hostApi,
            (url) => typeof url !== "string" || /^https?:\/\/[^\s]+[^/\s]$/.test(url),
            `it is the URL of the API, as "${defaultHostApi}"`,
        ),
        ...checked("projectSlug", args.projectSlug, (value) => value !== undefined && isSlug(value), slug),
        ...checked("environmentSlug", args.environmentSlug, (value) => value !== undefined && isSlug(value), slug),
        ...checked(
            "secretsPath",
            args.secretsPath,
            (path) => path === undefined || /^\/([A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*)?$/.test(path),
            'a folder begins with "/" and is letters, digits, "_" and "-", as "/tools/github"',
        ),
        ...checked("credentialsSecret", args.credentialsSecret, isObjectName, objectName),
        ...checked("secretName", args.secretName, isObjectName, objectName),
        ...Object.keys(args.variables ?? {}).flatMap((variable) =>
            checked(
                `variables.${variable}`,
                variable,
                (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
                'a variable is letters, digits and "_"',
            ),
        ),
        ...durationProblems("refreshInterval", args.refreshInterval),
    ];
}
