import { UnknownValueError } from "@pulumi/policy";
import { Field, unknownValue } from "./rules/field";
import type { ObjectKind } from "./rules/rule";

/** A resource's properties for the rules: the SDK's proxy throws where a preview does not know the value yet. */
export function judgedProperties(properties: Record<string, unknown>): Field {
    return new Field("", known(properties));
}

function known(value: unknown): unknown {
    if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => knownAt(value, index));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.keys(value).map((key) => [key, knownAt(value, key)]));
}

function knownAt(container: object, key: PropertyKey): unknown {
    try {
        return known((container as Record<PropertyKey, unknown>)[key]);
    } catch (error) {
        if (error instanceof UnknownValueError) return unknownValue;
        throw error;
    }
}

/** Whether a resource is a whole Kubernetes object; of a patch, most is somewhere else. */
export const isKubernetesObject = (type: string) => type.startsWith("kubernetes:") && !type.endsWith("Patch");

/** The kind of a Kubernetes object, and its API group. */
export function kindOf(object: Field): ObjectKind {
    const apiVersion = String(object.at("apiVersion").value);
    const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
    return { group, kind: String(object.at("kind").value) };
}

/** `Deployment "mcp-prod/github"` */
export function objectText(object: Field): string {
    const { kind } = kindOf(object);
    const name = ["namespace", "name"]
        .map((key) => object.at("metadata", key).value)
        .filter((part) => typeof part === "string");
    return `${kind} "${name.join("/")}"`;
}
