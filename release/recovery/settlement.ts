import type { Decision } from "./decision";
import { type Deployment, type StateResource, unread } from "./state";

/** A state without pending operations, and what of it has to be read before it can be worked on. */
export interface Settlement {
    deployment: Deployment;
    /** URNs, each once. */
    reread: string[];
    /** Resources that are to be deleted because another took their place, if that turns out to exist. */
    replaced: { urn: string; id: string }[];
}

/**
 * Carries decisions out in a copy of the state. Adopted resources have no outputs until the provider has read them, by which
 * a recovery that is itself interrupted finds them again.
 */
export function settle(deployment: Deployment, decisions: Decision[]): Settlement {
    const replaced: Settlement["replaced"] = [];
    let resources = deployment.resources ?? [];
    for (const decision of decisions) {
        if (decision.action !== "adopt") continue;
        const known = new Set(resources.map(({ urn }) => urn));
        const adopted = ofState(decision.operation.resource, decision.id, known);
        const before = resources.find(({ urn, delete: isOld }) => urn === adopted.urn && !isOld);
        if (before?.id !== undefined && !before.pendingReplacement) replaced.push({ urn: before.urn, id: before.id });
        resources = inserted(resources, adopted, before);
    }
    const settled: Deployment = { ...deployment, resources, pending_operations: [] };
    const changed = decisions
        .filter(({ action }) => action === "reread")
        .map(({ operation }) => operation.resource.urn);
    return { deployment: settled, reread: [...new Set([...unread(settled), ...changed])], replaced };
}

/** As a creation that went well would have written it, but for the outputs. */
function ofState(resource: StateResource, id: string, known: Set<string>): StateResource {
    const { outputs: _outputs, dependencies, propertyDependencies, ...rest } = resource;
    const present = (urns: string[]) => urns.filter((urn) => known.has(urn));
    const byProperty = Object.entries(propertyDependencies ?? {}).map(([key, urns]) => [key, present(urns ?? [])]);
    return {
        ...rest,
        id,
        ...(dependencies && { dependencies: present(dependencies) }),
        ...(propertyDependencies && { propertyDependencies: Object.fromEntries(byProperty) }),
    };
}

/**
 * A new one takes the place of the one before: what depends on that comes after it, and what it depends on was made before
 * anything that is still as it was. The one before goes with the next update, as in any replacement; when it is gone already,
 * only its mark was left.
 */
function inserted(resources: StateResource[], adopted: StateResource, before?: StateResource): StateResource[] {
    if (before === undefined) return [...resources, adopted];
    return resources.flatMap((resource) => {
        if (resource !== before) return [resource];
        return before.pendingReplacement ? [adopted] : [adopted, { ...before, delete: true }];
    });
}

/** The state with those alive again whose replacement turned out not to exist; undefined when there is none. */
export function revived(deployment: Deployment, replaced: Settlement["replaced"]): Deployment | undefined {
    const { resources = [] } = deployment;
    const alive = new Set(resources.filter((resource) => !resource.delete).map(({ urn }) => urn));
    const lost = replaced.filter(({ urn }) => !alive.has(urn));
    if (lost.length === 0) return undefined;
    const isLost = (resource: StateResource) =>
        lost.some(({ urn, id }) => urn === resource.urn && id === resource.id && resource.delete);
    return {
        ...deployment,
        resources: resources.map((resource) => {
            if (!isLost(resource)) return resource;
            const { delete: _delete, ...rest } = resource;
            return rest as StateResource;
        }),
    };
}
