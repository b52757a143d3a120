import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A property as it goes over the wire. `undefined` never does: such properties are left out. */
export type Value = null | boolean | number | string | Value[] | Properties;
export interface Properties {
    [key: string]: Value;
}

/** Stands for a value that is only known once another resource exists (the Pulumi SDK's `unknownValue`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// Key and value by which the engine tells a secret, an asset or a resource reference from a plain object.
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

export function isObject(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Marks an output as secret. Needed only where no input of the same key is one: the engine re-marks those itself. */
export function secret(value: Value): Properties {
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

export function isSecret(value: unknown): boolean {
    return isObject(value) && value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** The value without any mark of secrecy, at every depth: what to send to an API. */
export function withoutSecrets(value: Value): Value {
    if (Array.isArray(value)) return value.map(withoutSecrets);
    if (!isObject(value)) return value;
    if (isSecret(value)) return withoutSecrets(value.value ?? null);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}

/** Whether the value is unknown, or holds an unknown one at any depth. */
export function containsUnknown(value: unknown): boolean {
    if (value === UNKNOWN) return true;
    if (Array.isArray(value)) return value.some(containsUnknown);
    return isObject(value) && Object.values(value).some(containsUnknown);
}

/** Deep equality of plain values; the order of an object's keys does not matter. */
export function equal(left: unknown, right: unknown): boolean {
    if (left === right) return true;
    if (Array.isArray(left) && Array.isArray(right)) {
        return left.length === right.length && left.every((item, index) => equal(item, right[index]));
    }
    if (!isObject(left) || !isObject(right)) return false;
    const keys = Object.keys(left);
    return (
        keys.length === Object.keys(right).length && keys.every((key) => key in right && equal(left[key], right[key]))
    );
}

/** `Struct.fromJavaScript` throws on undefined, which objects built from optional parts are full of. */
function withoutUndefined(value: unknown): Value {
    if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : withoutUndefined(item)));
    if (!isObject(value)) return value as Value;
    const kept = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined);
    return Object.fromEntries(kept.map(([key, item]) => [key, withoutUndefined(item)]));
}

export function toStruct(properties: Record<string, unknown>): Struct {
    return Struct.fromJavaScript(withoutUndefined(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** Empty when the engine sent none. */
export function fromStruct(struct: Struct | undefined): Properties {
    return (struct?.toJavaScript() ?? {}) as Properties;
}
