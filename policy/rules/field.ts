import type { Problem } from "../../components/model/problem";

/** Stands where a preview does not know the value yet. */
export const unknownValue = Symbol("not known before the update");

/** One field of a judged object: where it is, and what stands there. Asking beyond what is there finds nothing there. */
export class Field {
    constructor(
        /** As people write it: `spec.template.spec.containers[0].image`; "" for the object itself. */
        readonly path: string,
        /** What stands here; undefined when nothing does. */
        readonly value: unknown,
    ) {}

    /** Whether only the update will know what stands here; nothing can be said against it before. */
    get isUnknown(): boolean {
        return this.value === unknownValue;
    }

    /** Whether nothing stands here, as far as is known. */
    get isAbsent(): boolean {
        return this.value === undefined || this.value === null;
    }

    /** The field below; below what is not known, nothing is. */
    at(...keys: string[]): Field {
        return keys.reduce<Field>((field, key) => field.child(key), this);
    }

    /** The items of a list; none when it is no list. */
    items(): Field[] {
        if (!Array.isArray(this.value)) return [];
        return this.value.map((item, index) => new Field(`${this.path}[${index}]`, item));
    }

    /** The fields of a block of keys; none when it is no block. */
    entries(): [key: string, field: Field][] {
        return isBlock(this.value) ? Object.keys(this.value).map((key) => [key, this.child(key)]) : [];
    }

    /** The problem of a field whose value is not valid. One that is not known yet passes. */
    unless(valid: (value: unknown) => boolean, allowed: string): Problem[] {
        return this.isUnknown || valid(this.value) ? [] : [this.problem(allowed)];
    }

    /** That what stands here is not allowed. */
    problem(allowed: string): Problem {
        return { field: this.path, found: shown(this.value), allowed };
    }

    private child(key: string): Field {
        const path = /^[A-Za-z0-9_-]+$/.test(key) ? `${this.path && `${this.path}.`}${key}` : `${this.path}["${key}"]`;
        if (this.isUnknown) return new Field(path, unknownValue);
        return new Field(path, isBlock(this.value) ? this.value[key] : undefined);
    }
}

function isBlock(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a message may show it. */
function shown(value: unknown): unknown {
    if (value === unknownValue) return "(not known yet)";
    if (value === null) return undefined;
    if (Array.isArray(value)) return value.map(shown);
    if (isBlock(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
    return value;
}
