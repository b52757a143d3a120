import type { Gate } from "../http/gate";

/** Limits the tokens that are refused, by the address they come from: who tries them has proved no identity. */
export interface RefusedTokens {
    /** Whether an address has no more to try; answers the request then. */
    exhausted: Gate;
    /** Counts one that was refused; answers the request when it is one too many. */
    count: Gate;
}
