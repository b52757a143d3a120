import { isObject, type Properties } from "../shared";
import { annotation, annotations } from "./annotations";
import { type KubeObject, listAt, objectAt, stringAt } from "./object";

// Managers whose fields an update takes over rather than conflicts with: this provider's own creations, and kubectl.
// As in the official provider, a change through a subresource (`kubectl scale`) is not taken over.
const takenOver: readonly { prefix: string; operation: string }[] = [
    { prefix: "kubectl", operation: "Apply" },
    { prefix: "kubectl", operation: "Update" },
    { prefix: "before-first-apply", operation: "Update" },
    { prefix: "pulumi-kubernetes", operation: "Update" },
    { prefix: "pulumi-resource-kubernetes", operation: "Update" },
];

/** Manager of what the provider creates; the first update hands it to the resource's own. */
export const CREATE_MANAGER = "pulumi-kubernetes";

/** The manager that an annotation names, or the one of earlier updates, or a new one. */
export function fieldManagerOf(inputs: KubeObject, oldOutputs: KubeObject, newName: () => string): string {
    return annotation(inputs, annotations.patchFieldManager) || stringAt(oldOutputs, "__fieldManager") || newName();
}

export function isTakenOverName(manager: string): boolean {
    return takenOver.some(({ prefix }) => manager.startsWith(prefix));
}

function isTakenOver(entry: Properties): boolean {
    return (
        !stringAt(entry, "subresource") &&
        takenOver.some(
            ({ prefix, operation }) =>
                stringAt(entry, "manager").startsWith(prefix) && stringAt(entry, "operation") === operation,
        )
    );
}

/**
 * The object's managed fields with those of the taken-over managers given to ours; undefined when there are none. Without
 * it, a field that the program drops would stay, held by the manager of the creation.
 */
export function takeOver(live: KubeObject, ours: string): Properties[] | undefined {
    const entries = listAt(live, "metadata", "managedFields").filter(isObject);
    const isOurs = (entry: Properties) =>
        stringAt(entry, "manager") === ours && stringAt(entry, "operation") === "Apply";
    const theirs = entries.filter((entry) => !isOurs(entry) && isTakenOver(entry));
    if (theirs.length === 0) return undefined;
    const own = entries.find(isOurs);
    const base = own ?? { ...theirs[0], manager: ours, operation: "Apply" };
    const fields = theirs.reduce(
        (merged, entry) => mergedFields(merged, objectAt(entry, "fieldsV1")),
        objectAt(base, "fieldsV1"),
    );
    const others = entries.filter((entry) => !isOurs(entry) && !theirs.includes(entry));
    return [...others, { ...base, fieldsV1: fields }];
}

function mergedFields(left: Properties, right: Properties): Properties {
    const merged: Properties = { ...left };
    for (const [key, value] of Object.entries(right)) {
        const present = merged[key];
        merged[key] = isObject(present) && isObject(value) ? mergedFields(present, value) : value;
    }
    return merged;
}

/** Whether some manager that `select` names holds the field at a path of keys. */
export function holdsField(live: KubeObject, path: string[], select: (manager: string) => boolean): boolean {
    return listAt(live, "metadata", "managedFields").some((entry) => {
        if (!select(stringAt(entry, "manager"))) return false;
        let fields: unknown = objectAt(entry, "fieldsV1");
        for (const key of path) fields = isObject(fields) ? fields[`f:${key}`] : undefined;
        return fields !== undefined;
    });
}
