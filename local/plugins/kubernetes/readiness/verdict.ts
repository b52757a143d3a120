import type { ServedKind } from "../kinds";
import type { KubeObject } from "../object";

/** What is known of an object and its surroundings at one moment. */
export interface View {
    object: KubeObject;
    /** By the names that `related` gives them. */
    related: Record<string, KubeObject[]>;
    secondsWaiting: number;
    /**
     * Whether the related objects have had the given time to settle since they changed; true when they are only read once.
     * False before the first one is seen.
     */
    settled(name: string, seconds: number): boolean;
}

export interface Verdict {
    ready: boolean;
    /** It cannot become ready any more: waiting on would be in vain. */
    failed?: boolean;
    /** Progress, for the resource's line. */
    status?: string;
    /** Shown as a warning once the object counts as ready all the same. */
    warnings?: string[];
    /** Why it is not ready. */
    reasons: string[];
}

export interface RelatedQuery {
    served: ServedKind;
    /** `labelSelector`, `fieldSelector` */
    query: Record<string, string>;
}

/** When an object of one kind counts as ready. */
export interface Readiness {
    /** What else must be looked at, all in the object's namespace. */
    related?(object: KubeObject): Record<string, RelatedQuery>;
    judge(view: View): Verdict;
    /** Whether a refresh looks at it too, and marks what is not ready. */
    onRefresh: boolean;
    /** Longest wait where the official provider does not heed timeouts. */
    maxSeconds?: number;
}
