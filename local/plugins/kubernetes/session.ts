import type { Log } from "../shared";
import { KubernetesApi } from "./api";
import { Cluster } from "./cluster";
import { builtInKind, type ServedKind } from "./kinds";
import { contextNamespace, loadKubeconfig } from "./kubeconfig";
import type { Options } from "./options";

/** What a configured provider works with. */
export class Session {
    /** Why the cluster cannot be used; undefined when it can. */
    readonly unreachable: string | undefined;

    #warned = false;

    private constructor(
        readonly options: Options,
        /** For namespaced objects whose program names no namespace. */
        readonly namespace: string,
        readonly connection: { cluster: Cluster } | { unreachable: string },
    ) {
        this.unreachable = "unreachable" in connection ? connection.unreachable : undefined;
    }

    /** A cluster that cannot be reached is no error yet: previews and state-only operations do without. */
    static async open(options: Options): Promise<Session> {
        let namespace = options.namespace ?? "default";
        try {
            const config = loadKubeconfig(options);
            namespace = options.namespace ?? contextNamespace(config);
            const api = new KubernetesApi(config);
            if (options.renderYamlToDirectory === undefined) await api.call({ method: "GET", path: "/version" });
            return new Session(options, namespace, { cluster: new Cluster(api) });
        } catch (error) {
            return new Session(options, namespace, { unreachable: (error as Error).message || String(error) });
        }
    }

    /** The cluster, or the error that says why there is none. */
    get cluster(): Cluster {
        if ("cluster" in this.connection) return this.connection.cluster;
        throw new Error(`configured Kubernetes cluster is unreachable: ${this.connection.unreachable}`);
    }

    /** Says once that a preview does without the cluster. */
    warnOnce(log: Log): void {
        if (this.#warned) return;
        this.#warned = true;
        log.warn(`configured Kubernetes cluster is unreachable, previewing without it: ${this.unreachable}`);
    }

    async servedIfReachable(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
        const builtIn = builtInKind(apiVersion, kind);
        if (builtIn || this.unreachable !== undefined) return builtIn;
        return this.cluster.served(apiVersion, kind).catch(() => undefined);
    }
}
