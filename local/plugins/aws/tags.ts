import { containsUnknown, isObject, type Properties, UNKNOWN, type Value } from "../shared";

export type Tags = Record<string, string>;

/** `tags` and, above them, the provider's `defaultTags`: the resource's own win. */
export function allTags(tags: Value | undefined, defaultTags: Tags): Value {
    if (containsUnknown(tags)) return UNKNOWN;
    return { ...defaultTags, ...(isObject(tags) ? (tags as Tags) : {}) };
}

export const tagList = (inputs: Properties): { Key: string; Value: string }[] =>
    Object.entries((inputs.tagsAll ?? {}) as Tags).map(([Key, Value]) => ({ Key, Value }));

export function tagMap(list: readonly { Key?: string; Value?: string }[] | undefined): Tags {
    const own = (list ?? []).filter(({ Key }) => Key !== undefined && !Key.startsWith("aws:"));
    return Object.fromEntries(own.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** What to tell the API for tags to become as wanted. */
export function tagChanges(before: Properties, after: Properties) {
    const old = (before.tagsAll ?? {}) as Tags;
    const wanted = (after.tagsAll ?? {}) as Tags;
    return {
        removed: Object.keys(old).filter((key) => !(key in wanted)),
        set: tagList({
            tagsAll: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => old[key] !== value)),
        }),
    };
}
