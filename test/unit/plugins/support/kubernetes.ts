import { version } from "@pulumi/kubernetes/package.json";
import { kubernetesProvider } from "../../../../local/plugins/kubernetes/provider";
import { ProviderClient } from "./provider-client";

export const types = {
    namespace: "kubernetes:core/v1:Namespace",
    configMap: "kubernetes:core/v1:ConfigMap",
    secret: "kubernetes:core/v1:Secret",
    service: "kubernetes:core/v1:Service",
    serviceAccount: "kubernetes:core/v1:ServiceAccount",
    pod: "kubernetes:core/v1:Pod",
    deployment: "kubernetes:apps/v1:Deployment",
    job: "kubernetes:batch/v1:Job",
    roleBinding: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    clusterRole: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
    externalSecret: "kubernetes:external-secrets.io/v1:ExternalSecret",
} as const;

/** A kubeconfig of a server at which nothing listens (port 1 is never served). */
export function unreachableKubeconfig(server = "https://127.0.0.1:1", namespace = "team-a"): string {
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "here",
        clusters: [{ name: "c", cluster: { server } }],
        users: [{ name: "u", user: { token: "t" } }],
        contexts: [{ name: "here", context: { cluster: "c", user: "u", namespace } }],
    });
}

/** The provider without a cluster: all that it decides by itself. */
export async function withoutCluster(config: Record<string, unknown> = {}): Promise<ProviderClient> {
    const client = await ProviderClient.connect(kubernetesProvider(version));
    await client.configure({ kubeconfig: unreachableKubeconfig(), ...config });
    return client;
}
