import { type Identity, identity, type LookUp } from "./identity";
import { type Deployment, type PendingOperation, providerType, type StateResource } from "./state";

/** What becomes of a pending operation. */
export type Decision = { operation: PendingOperation } & (
    | { action: "adopt"; id: string }
    | { action: "lookUp"; what: LookUp }
    /** It is in the state: the provider says how it is now. */
    | { action: "reread" }
    | { action: "forget"; because: string }
    /** Somebody has to look. */
    | { action: "refuse"; because: string }
);

/** One decision for each operation that the killed run had begun. */
export function decide(deployment: Deployment): Decision[] {
    return (deployment.pending_operations ?? []).map((operation) => ({ operation, ...verdict(operation, deployment) }));
}

type Verdict = Decision extends infer D ? (D extends unknown ? Omit<D, "operation"> : never) : never;

function verdict({ type, resource }: PendingOperation, deployment: Deployment): Verdict {
    switch (type) {
        case "creating":
            return ofCreation(resource, identity(resource), deployment);
        case "updating":
        case "deleting":
            return ofChange(resource, deployment);
        case "reading":
        case "importing":
            return { action: "forget", because: "it was only being read" };
    }
}

function ofCreation(resource: StateResource, found: Identity, deployment: Deployment): Verdict {
    switch (found.by) {
        case "nothing":
            return { action: "forget", because: found.because };
        case "unknown":
            return { action: "refuse", because: found.because };
        case "lookUp":
            return { action: "lookUp", what: found.what };
        case "id":
            return adoption(resource, found.id, deployment);
    }
}

/** What to do with a resource once its id is known. */
export function adoption(resource: StateResource, id: string, { resources = [] }: Deployment): Verdict {
    const isManaged = resources.some(
        (other) => other.urn === resource.urn && other.id === id && !other.pendingReplacement,
    );
    // A later run went on without settling what this one had left.
    if (isManaged) return { action: "forget", because: "it is in the state already" };
    const provider = resources.some((other) => `${other.urn}::${other.id}` === resource.provider);
    if (!provider) return { action: "refuse", because: "the provider that made it is not in the state any more" };
    const parent = resource.parent === undefined || resources.some(({ urn }) => urn === resource.parent);
    if (!parent) return { action: "refuse", because: "the component that it is part of is not in the state any more" };
    return { action: "adopt", id };
}

function ofChange({ urn, custom, type }: StateResource, { resources = [] }: Deployment): Verdict {
    const inState = resources.some((other) => other.urn === urn && other.custom);
    if (custom && inState && !type.startsWith(providerType)) return { action: "reread" };
    return { action: "forget", because: "it is in the state only" };
}
