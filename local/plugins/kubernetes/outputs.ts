import type { Properties } from "../shared";
import { withSecretsMarked } from "./normalize";
import { apiVersionOf, type KubeObject } from "./object";

/**
 * The state of a resource: the live object and what later updates need to know. The official provider keeps the inputs
 * there too, as `__inputs`; here the engine's own copy is used, which knows what is secret.
 */
export function outputsOf(live: KubeObject, inputs: KubeObject, fieldManager: string): Properties {
    return {
        ...withSecretsMarked(live),
        __initialApiVersion: apiVersionOf(inputs) || apiVersionOf(live),
        __fieldManager: fieldManager,
    };
}

/** Outputs of a preview that the server cannot be asked about: the inputs. What else there is stays unknown to the engine. */
export function outputsFromInputs(inputs: KubeObject): Properties {
    return withSecretsMarked(inputs);
}
