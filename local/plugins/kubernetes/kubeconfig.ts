import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { equal, isObject, type Properties, type Value } from "../shared";

/** What of the provider's configuration chooses the cluster. */
export interface ClusterChoice {
    /** Path or content (YAML or JSON) of a kubeconfig; the ambient one when empty. */
    kubeconfig?: Value | undefined;
    context?: string | undefined;
    cluster?: string | undefined;
}

/** Reads the kubeconfig and applies the overrides of context and cluster. */
export function loadKubeconfig(choice: ClusterChoice): KubeConfig {
    const config = new KubeConfig();
    const given = isObject(choice.kubeconfig) ? JSON.stringify(choice.kubeconfig) : choice.kubeconfig;
    if (typeof given === "string" && given !== "") loadPathOrContent(config, given);
    else config.loadFromDefault();
    if (choice.context) {
        const known = config.getContexts().map((context) => context.name);
        if (!known.includes(choice.context)) {
            throw new Error(`context "${choice.context}" does not exist; the kubeconfig has: ${known.join(", ")}`);
        }
        config.setCurrentContext(choice.context);
    }
    const context = config.getContextObject(config.getCurrentContext());
    if (choice.cluster && context) Object.assign(context, { cluster: choice.cluster });
    const server = config.getCurrentCluster()?.server;
    if (!server || server === "http://localhost:8080") {
        throw new Error(
            "no kubeconfig: set KUBECONFIG, ~/.kube/config, `kubernetes:kubeconfig` or the provider's `kubeconfig`",
        );
    }
    if (!server.startsWith("https:")) throw new Error(`server "${server}" of the kubeconfig is not https`);
    return config;
}

function loadPathOrContent(config: KubeConfig, given: string): void {
    const path = given === "~" || given.startsWith("~/") ? join(homedir(), given.slice(1)) : given;
    // A content is no path: it has line breaks, and may be longer than a path can be.
    const isFile = !given.includes("\n") && existsSync(path) && statSync(path).isFile();
    // From a file, relative paths of certificates are resolved against its folder.
    if (isFile) config.loadFromFile(path);
    else if (/[:{]/.test(given)) config.loadFromString(given);
    else throw new Error(`kubeconfig "${given}": no such file`);
}

/** Namespace of the current context, for what the program gives none. */
export function contextNamespace(config: KubeConfig): string {
    return config.getContextObject(config.getCurrentContext())?.namespace ?? "default";
}

/** Whether two configurations of a provider lead to different clusters; false when one cannot be read. */
export function isOtherCluster(before: Properties, after: Properties): boolean {
    const clusters = [before, after].map((config) => {
        if (!config.kubeconfig) return undefined;
        try {
            const cluster = loadKubeconfig(config as ClusterChoice).getCurrentCluster();
            return cluster ? { ...cluster, ...fileContent(cluster.caFile) } : undefined;
        } catch {
            return undefined;
        }
    });
    return clusters[0] !== undefined && clusters[1] !== undefined && !equal(clusters[0], clusters[1]);
}

function fileContent(caFile: string | undefined): { caFile?: undefined; caData?: string } {
    return caFile && existsSync(caFile) ? { caFile: undefined, caData: readFileSync(caFile).toString("base64") } : {};
}
