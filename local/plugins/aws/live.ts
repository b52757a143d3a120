import { equal, isObject, type Properties, type Value } from "../shared";
import type { Account } from "./account";
import { equivalentDocuments } from "./json";
import type { AwsResource } from "./resource";
import type { Tags } from "./tags";

/** Outputs for the state: what AWS says, above what the program said and AWS does not tell. */
export function liveOutputs(spec: AwsResource, live: Properties, inputs: Properties, account: Account): Properties {
    const { __defaults: _, ...given } = inputs;
    return {
        ...spec.defaults,
        ...given,
        ...withGivenSpelling(spec, live, inputs),
        ...(spec.regional ? { region: account.region } : {}),
    };
}

/**
 * Inputs by which the program would have made what AWS has. Refreshing looks at those that the program set; an import,
 * where there are none, at all that are not what AWS assumes.
 */
export function liveInputs(
    spec: AwsResource,
    live: Properties,
    oldInputs: Properties | undefined,
    defaultTags: Tags,
): Properties {
    const all = withGivenSpelling(spec, withOwnTags(spec, live, oldInputs, defaultTags), oldInputs ?? {});
    if (oldInputs === undefined) {
        const isSet = ([key, value]: [string, Value]) =>
            (spec.inputs.includes(key) || key === "tags" || key === "tagsAll") &&
            !isEmpty(value) &&
            !equal(value, spec.defaults?.[key]);
        return Object.fromEntries(Object.entries(all).filter(isSet));
    }
    // What AWS does not tell, such as forceDelete, stays as the program said.
    return Object.fromEntries(Object.entries(oldInputs).map(([key, value]) => [key, all[key] ?? value]));
}

/** A document that says the same keeps the program's spelling, as AWS gives it back in its own. */
function withGivenSpelling(spec: AwsResource, live: Properties, given: Properties): Properties {
    const same = Object.entries(spec.documents ?? {}).filter(([key, canonical]) =>
        equivalentDocuments(live[key], given[key], canonical),
    );
    return { ...live, ...Object.fromEntries(same.map(([key]) => [key, given[key] ?? null])) };
}

/** `tags` are those of `tagsAll` that do not come from the provider's default tags. */
function withOwnTags(
    spec: AwsResource,
    live: Properties,
    oldInputs: Properties | undefined,
    defaultTags: Tags,
): Properties {
    if (!spec.tagged || !isObject(live.tagsAll)) return live;
    const given = isObject(oldInputs?.tags) ? oldInputs.tags : {};
    const own = Object.entries(live.tagsAll).filter(([key, value]) => key in given || defaultTags[key] !== value);
    return { ...live, tags: Object.fromEntries(own) };
}

function isEmpty(value: Value): boolean {
    if (value === "" || value === null || value === false) return true;
    if (Array.isArray(value)) return value.length === 0;
    return isObject(value) && Object.keys(value).length === 0;
}
