import type { ScopeChallengeHandler } from "@modelcontextprotocol/server";

/**
 * Asks for a token with more scopes before a tool is called that needs them: 403, from which a client can go on by itself.
 * What the token has is asked for again with what it lacks, or the client would lose it.
 */
export function challengeForScopes(scopes: [string, ...string[]]): ScopeChallengeHandler {
    return ({ authInfo }) => {
        if (authInfo === undefined || scopes.every((scope) => authInfo.scopes.includes(scope))) return undefined;
        return { scopes: [...scopes, ...authInfo.scopes.filter((scope) => !scopes.includes(scope))] };
    };
}
