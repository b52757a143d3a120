import type { RequestId, ScopeChallengeHandler } from "@modelcontextprotocol/server";
import type { Caller } from "./caller";

/** Whose call of a tool is refused, and why. */
export interface ScopeRefusal {
    /** Id of the JSON-RPC request. */
    id: RequestId;
    caller?: Caller | undefined;
    reason: string;
}

/**
 * Asks for a token with more scopes before a tool is called that needs them: 403, from which a client can go on by itself.
 * What the token has is asked for again with what it lacks, or the client would lose it.
 */
export function challengeForScopes(
    scopes: [string, ...string[]],
    refused: (refusal: ScopeRefusal) => void,
): ScopeChallengeHandler {
    return ({ authInfo, request }) => {
        if (authInfo === undefined) return undefined;
        const missing = scopes.filter((scope) => !authInfo.scopes.includes(scope));
        if (missing.length === 0) return undefined;
        const reason = `the token lacks the scope ${missing.join(" ")}`;
        refused({ id: request.id, caller: authInfo.extra?.caller as Caller | undefined, reason });
        return {
            scopes: [...scopes, ...authInfo.scopes.filter((scope) => !scopes.includes(scope))],
            errorDescription: reason,
        };
    };
}
