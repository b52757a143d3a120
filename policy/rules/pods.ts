import type { Field } from "./field";
import type { ObjectKind } from "./rule";

/** Every kind of object that runs pods, by the ways to what it makes: the pods last. */
const templates: (ObjectKind & { made: string[][] })[] = [
    { group: "", kind: "Pod", made: [] },
    { group: "", kind: "ReplicationController", made: [["spec", "template"]] },
    { group: "apps", kind: "Deployment", made: [["spec", "template"]] },
    { group: "apps", kind: "StatefulSet", made: [["spec", "template"]] },
    { group: "apps", kind: "DaemonSet", made: [["spec", "template"]] },
    { group: "apps", kind: "ReplicaSet", made: [["spec", "template"]] },
    { group: "batch", kind: "Job", made: [["spec", "template"]] },
    {
        group: "batch",
        kind: "CronJob",
        made: [
            ["spec", "jobTemplate"],
            ["spec", "jobTemplate", "spec", "template"],
        ],
    },
];

/** Kinds of objects that run pods. */
export const workloads: ObjectKind[] = templates.map(({ group, kind }) => ({ group, kind }));

/** An object with all that it makes, each with `metadata` and `spec`: a CronJob with its jobs and their pods. */
export function withTemplates(object: Field): Field[] {
    const kind = object.at("kind").value;
    const made = templates.find((workload) => workload.kind === kind)?.made ?? [];
    return [object, ...made.map((path) => object.at(...path))];
}

/** The pod that an object is or makes. */
export function podOf(object: Field): Field {
    return withTemplates(object).at(-1) ?? object;
}

/** The containers of an object's pods that run for as long as the pod does, and before it. */
export function lastingContainersOf(object: Field): Field[] {
    const spec = podOf(object).at("spec");
    return [...spec.at("initContainers").items(), ...spec.at("containers").items()];
}

/** All containers of an object's pods, those that are added to look for faults too. */
export function containersOf(object: Field): Field[] {
    return [...lastingContainersOf(object), ...podOf(object).at("spec", "ephemeralContainers").items()];
}

/** A setting of a container's security context, which the pod's stands in for where it is not set. */
export function securitySetting(object: Field, container: Field, ...keys: string[]): Field {
    const own = container.at("securityContext", ...keys);
    const ofPod = podOf(object).at("spec", "securityContext", ...keys);
    return own.isAbsent && !ofPod.isAbsent ? ofPod : own;
}
