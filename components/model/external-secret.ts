import { createHash } from "node:crypto";
import { type Input, output } from "@pulumi/pulumi";
import { goDuration } from "./go-duration";
import type { ExistingSecretArgs, SecretArgs, SecretBundleArgs } from "./secret-args";
import { references } from "./secret-template";

/** Where External Secrets reads from and how it writes, with the defaults in place. */
export interface SyncSettings {
    store: Input<string>;
    storeKind: Input<string>;
    refreshInterval: Input<string>;
    creationPolicy: string;
    deletionPolicy?: string;
}

/** One Secret of the cluster, and what goes into it. */
export interface SyncedSecret {
    secretName: string;
    /** Those that it is for; templates among them may read others. */
    secrets: { [key: string]: SecretArgs };
    /** Those taken whole. */
    bundles: SecretBundleArgs[];
}

interface RemoteReference {
    key: Input<string>;
    property?: string;
    version?: string;
}

/** Spec of an ExternalSecret; `createdNames` are the names in Secrets Manager of secrets that are created here. */
export function externalSecretSpec(
    { secretName, secrets, bundles }: SyncedSecret,
    all: { [key: string]: SecretArgs },
    createdNames: { [key: string]: Input<string> },
    { store, storeKind, refreshInterval, creationPolicy, deletionPolicy }: SyncSettings,
) {
    const keys = Object.keys(secrets);
    const templates = Object.values(secrets).flatMap(({ template }) => template ?? []);
    const read = new Set([...keys, ...templates.flatMap(references)]);
    const data = Object.entries(all)
        .filter(([key, { template }]) => read.has(key) && template === undefined)
        .map(([key, { existing }]) => ({
            secretKey: key,
            remoteRef: existing ? existingReference(existing) : { key: createdNames[key] ?? "" },
        }));
    return {
        refreshInterval: output(refreshInterval).apply(goDuration),
        secretStoreRef: { name: store, kind: storeKind },
        target: {
            name: secretName,
            creationPolicy,
            ...(deletionPolicy !== undefined && { deletionPolicy }),
            ...(templates.length > 0 && { template: template(secrets, bundles.length > 0) }),
        },
        ...(data.length > 0 && { data }),
        ...(bundles.length > 0 && { dataFrom: bundles.map(bundleSource) }),
    };
}

/** Values of bundles have names that are not known here, so beside them everything that was read is kept. */
function template(secrets: { [key: string]: SecretArgs }, keepsAll: boolean) {
    const data = Object.entries(secrets)
        .filter(([, { template }]) => !keepsAll || template !== undefined)
        .map(([key, { template }]) => [key, template ?? `{{ .${key} }}`]);
    return { engineVersion: "v2", mergePolicy: keepsAll ? "Merge" : "Replace", data: Object.fromEntries(data) };
}

function existingReference({ name, arn, property, version }: ExistingSecretArgs): RemoteReference {
    return {
        key: name ?? arn ?? "",
        ...(property !== undefined && { property }),
        ...(version !== undefined && { version }),
    };
}

function bundleSource({ prefix, ...existing }: SecretBundleArgs) {
    return {
        extract: existingReference(existing),
        ...(prefix !== undefined && { rewrite: [{ regexp: { source: "(.*)", target: `${prefix}$1` } }] }),
    };
}

/**
 * External Secrets asks the store again when the metadata of its object changes, and would otherwise after
 * `refreshInterval`: this annotation holds the versions of what is created here.
 */
export const versionsAnnotation = "mcp-eks/secret-versions";

export function versionsDigest(versions: string[]): string {
    return createHash("sha256").update(JSON.stringify(versions)).digest("hex").slice(0, 16);
}
