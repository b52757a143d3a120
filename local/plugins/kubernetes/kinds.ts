/** How the API server serves a kind. */
export interface ServedKind {
    /** `apps/v1`; `v1` for the core group. */
    apiVersion: string;
    kind: string;
    /** `deployments` */
    plural: string;
    namespaced: boolean;
}

const namespaced = true;
const clusterWide = false;

/** The built-in kinds of this stand-in: those that the components of this repository use. */
export const builtInKinds: readonly ServedKind[] = [
    ["v1", "Namespace", "namespaces", clusterWide],
    ["v1", "ConfigMap", "configmaps", namespaced],
    ["v1", "Secret", "secrets", namespaced],
    ["v1", "Service", "services", namespaced],
    ["v1", "ServiceAccount", "serviceaccounts", namespaced],
    ["v1", "Pod", "pods", namespaced],
    ["v1", "ResourceQuota", "resourcequotas", namespaced],
    ["v1", "LimitRange", "limitranges", namespaced],
    ["apps/v1", "Deployment", "deployments", namespaced],
    ["batch/v1", "Job", "jobs", namespaced],
    ["policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", namespaced],
    ["autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", namespaced],
    ["networking.k8s.io/v1", "Ingress", "ingresses", namespaced],
    ["networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", namespaced],
    ["rbac.authorization.k8s.io/v1", "Role", "roles", namespaced],
    ["rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", namespaced],
    ["rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", clusterWide],
    ["rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", clusterWide],
    ["admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", clusterWide],
    [
        "admissionregistration.k8s.io/v1",
        "ValidatingAdmissionPolicyBinding",
        "validatingadmissionpolicybindings",
        clusterWide,
    ],
].map(([apiVersion, kind, plural, scope]) => ({ apiVersion, kind, plural, namespaced: scope }) as ServedKind);

/** Kinds that readiness looks at but that no program makes through this stand-in. */
export const observedKinds = {
    replicaSets: { apiVersion: "apps/v1", kind: "ReplicaSet", plural: "replicasets", namespaced },
    endpoints: { apiVersion: "v1", kind: "Endpoints", plural: "endpoints", namespaced },
    pods: { apiVersion: "v1", kind: "Pod", plural: "pods", namespaced },
    services: { apiVersion: "v1", kind: "Service", plural: "services", namespaced },
} as const satisfies Record<string, ServedKind>;

// Groups of Kubernetes itself: what is not in the list above is refused. Any other group belongs to a CustomResourceDefinition.
const builtInGroups = new Set([
    ...["", "apps", "autoscaling", "batch", "core", "extensions", "meta", "policy"],
    ...["admissionregistration", "apiextensions", "apiregistration", "auditregistration", "authentication"].map(k8s),
    ...["certificates", "coordination", "discovery", "events", "flowcontrol.apiserver", "internal.apiserver"].map(k8s),
    ...["networking", "node", "rbac.authorization", "resource", "scheduling", "settings", "storage"].map(k8s),
    ...["storagemigration", "authorization"].map(k8s),
]);

function k8s(group: string): string {
    return `${group}.k8s.io`;
}

export function builtInKind(apiVersion: string, kind: string): ServedKind | undefined {
    return builtInKinds.find((candidate) => candidate.apiVersion === apiVersion && candidate.kind === kind);
}

/** What a resource type of the SDK stands for, `kubernetes:apps/v1:Deployment`. */
export interface TypeToken {
    apiVersion: string;
    kind: string;
}

/** Undefined for types that are not Kubernetes objects, such as `kubernetes:helm.sh/v3:Release`, or not implemented here. */
export function parseType(type: string): TypeToken | undefined {
    const [, groupVersion = "", kind = ""] = type.split(":");
    const apiVersion = groupVersion === "core/v1" ? "v1" : groupVersion;
    if (builtInKind(apiVersion, kind)) return { apiVersion, kind };
    const [group = "", version = ""] = groupVersion.split("/");
    // helm.sh, yaml and kustomize are the provider's own; every group of a CustomResourceDefinition has a dot.
    const customGroup = group.includes(".") && group !== "helm.sh" && !builtInGroups.has(group);
    return customGroup && /^v\d/.test(version) && kind !== "" ? { apiVersion: groupVersion, kind } : undefined;
}

/** The SDK's spelling of a built-in kind. */
export function typeOf(served: ServedKind): string {
    return `kubernetes:${served.apiVersion === "v1" ? "core/v1" : served.apiVersion}:${served.kind}`;
}

/** Path of the collection; of all namespaces when none is given. */
export function collectionPath(served: ServedKind, namespace: string): string {
    const root = served.apiVersion.includes("/") ? `/apis/${served.apiVersion}` : `/api/${served.apiVersion}`;
    const within = served.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
    return `${root}${within}/${served.plural}`;
}
