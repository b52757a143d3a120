import { type Cause, type CauseChain, causeIds } from "./cause";

/** Root causes first, each with what follows from it: what one cause explains is no other trouble. */
export function chained(causes: Cause[]): CauseChain[] {
    const ordered = [...causes].sort((one, other) => causeIds.indexOf(one.id) - causeIds.indexOf(other.id));
    const explainer = (cause: Cause) => {
        const candidates = ordered.filter(
            (other) =>
                other !== cause && other.explains.includes(cause.id) && (cause.explainedBy?.includes(other.id) ?? true),
        );
        // The nearest: a Secret that is not there explains the pod, the pod explains the route.
        return candidates.at(-1);
    };
    const build = (cause: Cause, above: Cause[]): CauseChain => ({
        ...cause,
        consequences: ordered
            .filter((other) => explainer(other) === cause && !above.includes(other))
            .map((other) => build(other, [...above, other])),
    });
    return ordered.filter((cause) => explainer(cause) === undefined).map((cause) => build(cause, [cause]));
}

/** All causes of the chains, roots first. */
export const flattened = (chains: CauseChain[]): CauseChain[] =>
    chains.flatMap((chain) => [chain, ...flattened(chain.consequences)]);
