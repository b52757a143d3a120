import type { Caller } from "./caller";
import { Refusal } from "./refusal";

/** What a token says, by a JWT or by introspection: both use the same names (RFC 7662, section 2.2; RFC 9068, section 2.2). */
export type Claims = Record<string, unknown>;

/** A token that was found good. */
export interface VerifiedToken {
    caller: Caller;
    /** When it expires, in seconds since 1970. */
    expiresAt: number;
    /** Until when this finding may be used again, in milliseconds since 1970. */
    goodUntil: number;
}

/** Finds out whether a token is good; throws a Refusal when it is not, AuthServerUnavailable when that cannot be known. */
export type VerifyToken = (token: string) => Promise<VerifiedToken>;

/** Who calls. A client that acts for itself may have no subject of its own. */
export function callerFrom(claims: Claims): Caller {
    // client_id of RFC 9068; azp of Keycloak and Entra, cid of Okta.
    const clientId = [claims.client_id, claims.azp, claims.cid].find((value) => typeof value === "string");
    const subject = typeof claims.sub === "string" ? claims.sub : clientId;
    if (subject === undefined) throw new Refusal("invalid_token", "the token says neither sub nor client_id");
    return { subject, ...(clientId !== undefined && { clientId }), scopes: scopesFrom(claims) };
}

/** `scope` is a list with spaces (RFC 8693, section 4.2); Entra and Okta have `scp`, as such a list or an array. */
function scopesFrom({ scope, scp }: Claims): string[] {
    const given = scope ?? scp;
    if (Array.isArray(given)) return given.filter((entry) => typeof entry === "string");
    return typeof given === "string" ? given.split(" ").filter((entry) => entry !== "") : [];
}

/** A token for somebody else must not be taken: whoever it is for could use it here (RFC 8707, section 2). */
export function checkAudience({ aud }: Claims, allowed: string[]): void {
    const found = Array.isArray(aud) ? aud : [aud];
    if (!found.some((entry) => allowed.includes(entry))) {
        const told = aud === undefined ? "for no audience" : `for ${found.join(", ")}`;
        throw new Refusal("invalid_token", `the token is ${told}, not for ${allowed[0]}`);
    }
}

export function checkScopes({ scopes }: Caller, required: string[]): void {
    const missing = required.filter((scope) => !scopes.includes(scope));
    if (missing.length > 0) throw new Refusal("insufficient_scope", `the token lacks the scope ${missing.join(" ")}`);
}
