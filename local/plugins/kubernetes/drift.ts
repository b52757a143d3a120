import { equal, isObject, type Properties, type Value } from "../shared";
import type { KubeObject } from "./object";

/**
 * The inputs with what has drifted put in. `expected` is what the server makes of the inputs (a dry run), `live` what it
 * has: comparing these two, and not inputs with live, leaves out what the server merely writes differently (`1000m` as `1`).
 */
export function driftedInputs(inputs: KubeObject, expected: KubeObject, live: KubeObject): KubeObject {
    return merge(inputs, expected, live) as KubeObject;
}

function merge(input: Value, expected: Value | undefined, live: Value | undefined): Value | undefined {
    if (equal(expected, live)) return input;
    if (isObject(input) && isObject(expected) && isObject(live)) {
        const merged: Properties = {};
        for (const [key, value] of Object.entries(input)) {
            const item = merge(value, expected[key], live[key]);
            if (item !== undefined) merged[key] = item;
        }
        return merged;
    }
    if (Array.isArray(input) && Array.isArray(expected) && Array.isArray(live)) return mergeList(input, expected, live);
    return live;
}

/** Lists of the same length are compared item by item; otherwise the live one stands, in the inputs' shape. */
function mergeList(input: Value[], expected: Value[], live: Value[]): Value[] {
    if (input.length === expected.length && expected.length === live.length) {
        return input.map((item, index) => merge(item, expected[index], live[index]) ?? item);
    }
    return live.map((item, index) => (input[index] === undefined ? item : pruned(item, input[index])));
}

/** Live values in the shape of the inputs, without what the server has added. For when there is no dry run to compare with. */
export function pruned(live: Value, shape: Value): Value {
    if (isObject(live) && isObject(shape)) {
        const keys = Object.keys(shape).filter((key) => key in live);
        return Object.fromEntries(keys.map((key) => [key, pruned(live[key] ?? null, shape[key] ?? null)]));
    }
    if (Array.isArray(live) && Array.isArray(shape)) {
        return live.map((item, index) => (shape[index] === undefined ? item : pruned(item, shape[index])));
    }
    return live;
}
