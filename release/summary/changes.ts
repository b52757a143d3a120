import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { valueAt } from "./property-path";
import { type Resource, resourcesIn, stepIn } from "./resources";
import { shown } from "./wire-values";

export type Action = "replace" | "delete" | "update" | "create";

/** In the order in which people want to know of them. */
export const actions: readonly Action[] = ["replace", "delete", "update", "create"];

/** What happens to one resource. */
export interface Change {
    resource: Resource;
    action: Action;
    /** Pulumi refuses to delete or replace it. */
    protected: boolean;
    properties: PropertyChange[];
    /** Inputs as they will be; empty for a deletion. */
    inputs: unknown;
}

export interface PropertyChange {
    /** "spec.template.spec.containers[0].image" */
    path: string;
    /** Undefined where there was, or will be, nothing; secrets are hidden. */
    before: unknown;
    after: unknown;
    /** It is why the resource is replaced. */
    replaces: boolean;
}

const actionOf: Partial<Record<string, Action>> = {
    create: "create",
    import: "create",
    update: "update",
    delete: "delete",
    replace: "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
};

/** What an operation changes or would change, one entry a resource, in an order that does not depend on the engine's. */
export function changesIn(events: EngineEvent[]): Change[] {
    const resources = resourcesIn(events);
    const changes = new Map<string, Change>();
    for (const event of events) {
        const step = stepIn(event);
        const resource = step && resources.get(step.urn);
        const action = step && actionOf[step.op];
        if (!step || !resource || resource.internal || action === undefined) continue;
        const before = changes.get(step.urn);
        changes.set(step.urn, merged(before, changeOf(resource, action, step)));
    }
    return [...changes.values()].sort(byServerActionAndName);
}

/** Resources that stay as they are. */
export function unchangedIn(events: EngineEvent[]): number {
    const resources = resourcesIn(events);
    const changed = new Set(changesIn(events).map(({ resource }) => resource.urn));
    return [...resources.values()].filter(({ urn, internal }) => !internal && !changed.has(urn)).length;
}

function changeOf(resource: Resource, action: Action, step: StepEventMetadata): Change {
    return {
        resource,
        action,
        protected: step.old?.protect === true && (action === "delete" || action === "replace"),
        properties: propertyChanges(step),
        inputs: shown(step.new?.inputs),
    };
}

/** A replacement is told in several steps, of which one knows why. */
function merged(known: Change | undefined, next: Change): Change {
    if (known === undefined) return next;
    return {
        resource: next.resource,
        action: [known.action, next.action].includes("replace") ? "replace" : next.action,
        protected: known.protected || next.protected,
        properties: next.properties.length > 0 ? next.properties : known.properties,
        inputs: next.inputs ?? known.inputs,
    };
}

export function propertyChanges({ old, new: now, detailedDiff, diffs }: StepEventMetadata): PropertyChange[] {
    if (!old || !now) return [];
    const paths = detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
    return paths.sort().map((path) => {
        const { inputDiff = true, diffKind = "update" } = detailedDiff?.[path] ?? {};
        // Where inputs are the same it is what was found that differs from them.
        const before = valueAt(inputDiff ? old.inputs : old.outputs, path) ?? valueAt(old.outputs, path);
        return {
            path,
            before: diffKind.startsWith("add") ? undefined : shown(before),
            after: diffKind.startsWith("delete") ? undefined : shown(valueAt(now.inputs, path)),
            replaces: diffKind.endsWith("replace"),
        };
    });
}

function byServerActionAndName(one: Change, other: Change): number {
    const key = ({ resource, action }: Change) =>
        [resource.server ?? "", actions.indexOf(action), resource.kind, resource.name, resource.urn].join("\n");
    return key(one) < key(other) ? -1 : 1;
}
