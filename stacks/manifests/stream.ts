import { stringify } from "yaml";
import type { KubernetesObject } from "./objects";

/** Kinds that others need to be there, in the order in which they are applied; the rest follows. */
const first = [
    "Namespace",
    "ServiceAccount",
    "NetworkPolicy",
    "ConfigMap",
    "Secret",
    "SecretStore",
    "ExternalSecret",
    "Certificate",
    "Service",
];

const rank = (kind: string) => (first.includes(kind) ? first.indexOf(kind) : first.length);

const style = {
    // Kubernetes reads YAML 1.1, where a plain `off` or `yes` is no text.
    compat: "yaml-1.1",
    // Long lines stay whole, as they are compared and searched.
    lineWidth: 0,
    // Some readers know no anchors.
    aliasDuplicateObjects: false,
} as const;

/** Objects as one YAML stream, in an order that `kubectl apply` can follow and that never changes by chance. */
export function yamlStream(objects: KubernetesObject[], comment: string): string {
    const key = ({ kind, metadata }: KubernetesObject) => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
    const sorted = [...objects].sort(
        (one, other) => rank(one.kind) - rank(other.kind) || (key(one) < key(other) ? -1 : 1),
    );
    const header = comment.split("\n").map((line) => `# ${line}`);
    const documents = sorted.map(({ apiVersion, kind, metadata, ...fields }) =>
        stringify({ apiVersion, kind, metadata, ...fields }, style),
    );
    return [`${header.join("\n")}\n`, ...documents].join("---\n");
}
