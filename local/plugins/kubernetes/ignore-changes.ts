import { isObject, type Properties, type Value } from "../shared";
import { holdsField } from "./field-managers";
import { type KubeObject, valueAt } from "./object";

/**
 * Inputs to apply under the program's ignoreChanges: a field that only others manage is left to them, any other keeps the
 * live value. As in the official provider, paths into lists keep the value of the state.
 */
export function withIgnoredChanges(inputs: KubeObject, live: KubeObject, ignored: string[], ours: string): KubeObject {
    return ignored.reduce((object, text) => {
        const path = parsePath(text);
        if (!path) return object;
        const others = holdsField(live, path, (manager) => manager !== ours);
        const own = holdsField(live, path, (manager) => manager === ours);
        if (others && !own) return replaced(object, path, undefined);
        const value = valueAt(live, ...path);
        return value === undefined ? object : replaced(object, path, value);
    }, inputs);
}

/** Keys of `spec.replicas` or `metadata.annotations["example.com/key"]`; undefined for a path into a list. */
function parsePath(text: string): string[] | undefined {
    const keys: string[] = [];
    for (const match of text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
        if (match[2] !== undefined) return undefined;
        keys.push(match[1]?.replaceAll('\\"', '"') ?? match[3] ?? "");
    }
    return keys;
}

function replaced(object: Properties, path: string[], value: Value | undefined): Properties {
    const [key, ...rest] = path;
    if (key === undefined) return object;
    const { [key]: present, ...others } = object;
    if (rest.length === 0) return value === undefined ? others : { ...others, [key]: value };
    if (!isObject(present)) return value === undefined ? object : { ...object, [key]: replaced({}, rest, value) };
    return { ...object, [key]: replaced(present, rest, value) };
}
