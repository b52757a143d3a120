import type { IncomingMessage, ServerResponse } from "node:http";
import type { Gate } from "../http/gate";
import type { EndTurn } from "./issuer-turns";

/** Limits the tokens that are refused, by the address they come from: who tries them has proved no identity. */
export interface RefusedTokens {
    /**
     * A turn to ask the issuer about a token, to be ended when what was refused is counted; waits for one. Without any it
     * has answered the request: the address has no more to try.
     */
    turn(request: IncomingMessage, response: ServerResponse): Promise<EndTurn | undefined>;
    /** Counts one that was refused; answers the request when it is one too many. */
    count: Gate;
}
