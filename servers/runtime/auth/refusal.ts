/** Why a request is not served, by the codes of RFC 6750, section 3.1; a request without a token has no code there. */
export type RefusalCode = "missing_token" | "invalid_request" | "invalid_token" | "insufficient_scope";

/** The caller's doing: another token is needed. */
export class Refusal extends Error {
    constructor(
        readonly code: RefusalCode,
        message: string,
    ) {
        super(message);
    }
}

/** Not the caller's doing: whether the token is good cannot be known now. */
export class AuthServerUnavailable extends Error {}
