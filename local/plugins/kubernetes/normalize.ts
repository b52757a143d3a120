import { containsUnknown, isObject, type Properties, secret } from "../shared";
import { apiVersionOf, type KubeObject, kindOf, objectAt, withMetadata } from "./object";

// Set by the API server only; the official provider drops them from inputs.
const serverSet = {
    creationTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    deletionTimestamp: undefined,
    generation: undefined,
    managedFields: undefined,
    resourceVersion: undefined,
    uid: undefined,
};

export function isSecretKind(object: KubeObject): boolean {
    return apiVersionOf(object) === "v1" && kindOf(object) === "Secret";
}

/** Inputs as the official provider keeps them: without what only the server sets, a Secret's stringData as data. */
export function normalizeInputs(inputs: KubeObject): KubeObject {
    const own = isObject(inputs.metadata) ? withMetadata(inputs, serverSet) : inputs;
    return isSecretKind(own) && !containsUnknown(own) ? withStringDataAsData(own) : own;
}

/** The API server stores stringData as data, and never returns it. */
function withStringDataAsData(inputs: KubeObject): KubeObject {
    if (!isObject(inputs.stringData)) return inputs;
    const { stringData, ...rest } = inputs;
    const encoded = Object.entries(stringData as Properties).map(([key, value]) => [
        key,
        Buffer.from(String(value), "utf8").toString("base64"),
    ]);
    return { ...rest, data: { ...objectAt(inputs, "data"), ...Object.fromEntries(encoded) } };
}

/** Marks what is secret in a Secret whatever the program says, as the official provider does. */
export function withSecretsMarked(object: KubeObject): KubeObject {
    if (!isSecretKind(object)) return object;
    const marked = { ...object };
    for (const key of ["data", "stringData"]) {
        const value = marked[key];
        if (value !== undefined && value !== null) marked[key] = secret(value);
    }
    return marked;
}
