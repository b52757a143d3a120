import { apiVersionOf, type KubeObject, kindOf, valueAt } from "./object";
import type { Options } from "./options";

// Paths whose change the official provider answers with a replacement, by kind (its pkg/provider/diff.go).
const containerFields = [
    ...["args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "ports", "readinessProbe"],
    ...["resources", "securityContext", "stdin", "stdinOnce", "terminationMessagePath", "terminationMessagePolicy"],
    ...["tty", "volumeDevices", "volumeMounts", "workingDir"],
];
const podFields = [
    ...["affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases"],
    ...["hostIPC", "hostNetwork", "hostPID", "hostname", "imagePullSecrets", "nodeName", "nodeSelector", "overhead"],
    ...["preemptionPolicy", "priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName"],
    ...["schedulerName", "securityContext", "serviceAccount", "serviceAccountName", "shareProcessNamespace"],
    ...["subdomain", "terminationGracePeriodSeconds", "volumes"],
];

const byKind: Record<string, readonly string[]> = {
    "apps/v1/Deployment": ["spec.selector"],
    "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
    "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
    "v1/ResourceQuota": ["spec.scopes"],
    "v1/Secret": ["type"],
    "v1/Service": ["spec.clusterIP"],
    "v1/Pod": [
        ...podFields.map((field) => `spec.${field}`),
        ...containerFields.flatMap((field) => [`spec.containers[*].${field}`, `spec.initContainers[*].${field}`]),
    ],
};

/** Paths whose change replaces the object. */
export function forceNewPaths(inputs: KubeObject, options: Options): string[] {
    const kind = `${apiVersionOf(inputs)}/${kindOf(inputs)}`;
    const immutable = valueAt(inputs, "immutable") === true;
    const identity = ["metadata.name", "metadata.namespace"];
    if (kind === "v1/ConfigMap" && (!options.enableConfigMapMutable || immutable)) {
        return [...identity, "data", "binaryData"];
    }
    if (kind === "v1/Secret" && (!options.enableSecretMutable || immutable)) {
        return [...identity, "type", "data", "stringData"];
    }
    return [...identity, ...(byKind[kind] ?? [])];
}
