import { containerObjects } from "./containers";
import { imageObjects } from "./images";
import type { PolicyObject } from "./manifest";
import { surroundingObjects } from "./surroundings";

export type { Manifest, PolicyObject } from "./manifest";
export { places, policySettings } from "./manifest";

/** Objects on which the policy pack and the cluster must agree: for every rule some that break it and some that do not. */
export const policyObjects: PolicyObject[] = [...imageObjects, ...containerObjects, ...surroundingObjects].map(
    (one, index) => {
        // Names of their own, so that all could be in one cluster.
        const metadata = { ...one.object.metadata, name: `reports-${index}` };
        return { ...one, object: { ...one.object, metadata } };
    },
);
