import { isObject, type Properties, type Value } from "../shared";

/** A Kubernetes object as plain JSON. */
export type KubeObject = Properties;

/** The value at a path of keys; undefined where anything on the way is missing. */
export function valueAt(object: Value | undefined, ...path: string[]): Value | undefined {
    return path.reduce<Value | undefined>((value, key) => (isObject(value) ? value[key] : undefined), object);
}

export function stringAt(object: Value | undefined, ...path: string[]): string {
    const value = valueAt(object, ...path);
    return typeof value === "string" ? value : "";
}

export function numberAt(object: Value | undefined, ...path: string[]): number | undefined {
    const value = valueAt(object, ...path);
    return typeof value === "number" ? value : undefined;
}

export function objectAt(object: Value | undefined, ...path: string[]): Properties {
    const value = valueAt(object, ...path);
    return isObject(value) ? value : {};
}

export function listAt(object: Value | undefined, ...path: string[]): Value[] {
    const value = valueAt(object, ...path);
    return Array.isArray(value) ? value : [];
}

export const nameOf = (object: KubeObject | undefined) => stringAt(object, "metadata", "name");
export const namespaceOf = (object: KubeObject | undefined) => stringAt(object, "metadata", "namespace");
export const apiVersionOf = (object: KubeObject | undefined) => stringAt(object, "apiVersion");
export const kindOf = (object: KubeObject | undefined) => stringAt(object, "kind");

/** `namespace/name`, or the name alone for what has no namespace: the resource's id. */
export function idOf(object: KubeObject): string {
    const namespace = namespaceOf(object);
    return namespace ? `${namespace}/${nameOf(object)}` : nameOf(object);
}

/** The object with some keys of its metadata set, or removed where the value is undefined. */
export function withMetadata(object: KubeObject, changes: Record<string, Value | undefined>): KubeObject {
    const metadata: Record<string, Value | undefined> = { ...objectAt(object, "metadata"), ...changes };
    const kept = Object.entries(metadata).filter((entry): entry is [string, Value] => entry[1] !== undefined);
    return { ...object, metadata: Object.fromEntries(kept) };
}

/** One condition of `.status.conditions`, by its type. */
export function conditionOf(object: KubeObject | undefined, type: string): Properties | undefined {
    return listAt(object, "status", "conditions").find(
        (condition): condition is Properties => stringAt(condition, "type") === type,
    );
}
