import type { Properties, Value } from "../shared";

/** The provider's configuration as far as the stand-in implements it. */
export interface Options {
    kubeconfig: Value | undefined;
    context: string | undefined;
    cluster: string | undefined;
    /** For namespaced objects whose program names none; else the kubeconfig context's. */
    namespace: string | undefined;
    enableConfigMapMutable: boolean;
    enableSecretMutable: boolean;
    enablePatchForce: boolean;
    upsertExistingObjects: boolean;
    deleteUnreachable: boolean;
    skipUpdateUnreachable: boolean;
    /** Write manifests here and leave the cluster alone. */
    renderYamlToDirectory: string | undefined;
    alwaysRender: boolean;
}

/** Configuration properties that are heeded; any other is refused. */
export const configProperties = [
    "alwaysRender",
    "cluster",
    "clusterIdentifier",
    "context",
    "deleteUnreachable",
    "enableConfigMapMutable",
    "enablePatchForce",
    "enableSecretMutable",
    "enableServerSideApply",
    "kubeconfig",
    "namespace",
    "renderYamlToDirectory",
    "skipUpdateUnreachable",
    // Nothing to suppress: the stand-in shows no such warnings.
    "suppressDeprecationWarnings",
    "suppressHelmHookWarnings",
    "upsertExistingObjects",
];

/** A flag of the configuration, else of the environment. */
function flag(config: Properties, key: string, environment: NodeJS.ProcessEnv, variable: string): boolean {
    const configured = config[key];
    if (configured !== undefined && configured !== null) return configured === true || configured === "true";
    return environment[variable] === "true";
}

function text(config: Properties, key: string): string | undefined {
    const value = config[key];
    return typeof value === "string" && value !== "" ? value : undefined;
}

export function readOptions(config: Properties, environment: NodeJS.ProcessEnv): Options {
    return {
        kubeconfig: config.kubeconfig,
        context: text(config, "context"),
        cluster: text(config, "cluster"),
        namespace: text(config, "namespace"),
        enableConfigMapMutable: flag(
            config,
            "enableConfigMapMutable",
            environment,
            "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
        ),
        enableSecretMutable: flag(config, "enableSecretMutable", environment, "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
        enablePatchForce: flag(config, "enablePatchForce", environment, "PULUMI_K8S_ENABLE_PATCH_FORCE"),
        upsertExistingObjects: flag(config, "upsertExistingObjects", environment, "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
        deleteUnreachable: flag(config, "deleteUnreachable", environment, "PULUMI_K8S_DELETE_UNREACHABLE"),
        skipUpdateUnreachable: flag(config, "skipUpdateUnreachable", environment, "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
        renderYamlToDirectory: text(config, "renderYamlToDirectory"),
        alwaysRender: config.alwaysRender === true || config.alwaysRender === "true",
    };
}
