import type { z } from "zod";
import type { Problem } from "../components/model/problem";

/** What a schema finds wrong with a value, in the words of all other problems; undefined values are "not set". */
export function schemaProblems(schema: z.ZodType, value: unknown): Problem[] {
    const result = schema.safeParse(value);
    return result.success ? [] : result.error.issues.flatMap((issue) => problems(issue, value, schema));
}

function problems(issue: z.core.$ZodIssue, value: unknown, schema: z.ZodType): Problem[] {
    const field = fieldName(issue.path);
    if (issue.code === "unrecognized_keys") {
        const keys = allowedKeys(schema, issue.path).join(", ");
        return issue.keys.map((key) => ({
            field: fieldName([...issue.path, key]),
            found: valueAt(value, [...issue.path, key]),
            allowed: `there is no such key; keys here are ${keys}`,
        }));
    }
    return [{ field, found: valueAt(value, issue.path), allowed: allowedBy(issue) }];
}

function allowedBy(issue: z.core.$ZodIssue): string {
    if (issue.code === "invalid_type") return `it is ${kinds[issue.expected] ?? issue.expected}`;
    if (issue.code === "too_small") return "it is not empty";
    return issue.message;
}

const kinds: Record<string, string> = {
    string: "text (put a number in quotes)",
    number: "a number (without quotes)",
    boolean: "true or false",
    object: "a block of keys",
    record: "a block of keys",
    array: "a list",
};

/** `egress[0].ports` */
function fieldName(path: PropertyKey[]): string {
    return path
        .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
        .join("")
        .replace(/^\./, "");
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
    return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

interface Definition {
    shape?: Record<string, z.ZodType>;
    innerType?: z.ZodType;
    element?: z.ZodType;
    valueType?: z.ZodType;
}

/** Keys that the schema knows at a path. */
function allowedKeys(schema: z.ZodType, path: PropertyKey[]): string[] {
    const { shape, innerType, element, valueType } = schema._zod.def as unknown as Definition;
    if (innerType) return allowedKeys(innerType, path);
    const [key, ...rest] = path;
    if (key === undefined) return Object.keys(shape ?? {});
    const next = shape?.[String(key)] ?? element ?? valueType;
    return next ? allowedKeys(next, rest) : [];
}
