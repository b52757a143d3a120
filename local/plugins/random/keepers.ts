import { type DiffRequest, type DiffResult, diffInputs, type Properties } from "../shared";

/** A random value never changes in place: whatever differs, once defaults are filled in, makes a new one. */
export function replaceOnAnyChange(request: DiffRequest, withDefaults: (inputs: Properties) => Properties): DiffResult {
    const before = withoutEmptyKeepers(withDefaults(request.oldInputs));
    const after = withoutEmptyKeepers(withDefaults(request.inputs));
    return diffInputs(before, after, [...Object.keys(before), ...Object.keys(after)]);
}

/** To the official provider `keepers: {}` is as good as none. */
function withoutEmptyKeepers(inputs: Properties): Properties {
    const { keepers, ...others } = inputs;
    return keepers && Object.keys(keepers).length > 0 ? inputs : others;
}
