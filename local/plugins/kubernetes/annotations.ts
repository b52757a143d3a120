import { type KubeObject, stringAt } from "./object";

/** Annotations by which a program steers the provider, https://www.pulumi.com/registry/packages/kubernetes/ */
export const annotations = {
    autonamed: "pulumi.com/autonamed",
    skipAwait: "pulumi.com/skipAwait",
    waitFor: "pulumi.com/waitFor",
    timeoutSeconds: "pulumi.com/timeoutSeconds",
    replaceUnready: "pulumi.com/replaceUnready",
    patchForce: "pulumi.com/patchForce",
    patchFieldManager: "pulumi.com/patchFieldManager",
    deletionPropagationPolicy: "pulumi.com/deletionPropagationPolicy",
} as const;

export function annotation(object: KubeObject, key: string): string {
    return stringAt(object, "metadata", "annotations", key);
}

export function isAnnotatedTrue(object: KubeObject, key: string): boolean {
    return annotation(object, key) === "true";
}

const DEFAULT_TIMEOUT_SECONDS = 600;

/** How long to wait for an object: the program's customTimeouts, else the annotation, else ten minutes. */
export function waitSeconds(requestSeconds: number, inputs: KubeObject): number {
    if (requestSeconds > 0) return requestSeconds;
    const annotated = annotation(inputs, annotations.timeoutSeconds);
    return /^\d+$/.test(annotated) ? Number(annotated) : DEFAULT_TIMEOUT_SECONDS;
}

/** How a deletion treats what the object owns. */
export function propagationPolicy(inputs: KubeObject): string {
    const policy = annotation(inputs, annotations.deletionPropagationPolicy).toLowerCase();
    if (policy === "orphan") return "Orphan";
    return policy === "background" ? "Background" : "Foreground";
}
