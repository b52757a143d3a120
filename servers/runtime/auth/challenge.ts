import type { ServerResponse } from "node:http";
import { retrySeconds } from "./issuer";
import type { Refusal, RefusalCode } from "./refusal";

const statuses: Record<RefusalCode, number> = {
    missing_token: 401,
    invalid_token: 401,
    invalid_request: 400,
    insufficient_scope: 403,
};

/** What every challenge says of the server. */
export interface ChallengeTerms {
    /** URL of the metadata that says where tokens come from (RFC 9728, section 5.1). */
    metadataUrl: string;
    /** Scopes that a token needs: clients ask for these. */
    scopes: string[];
}

/** The header that says which token is needed, and what is wrong with the one that was sent (RFC 6750, section 3). */
export function challengeHeader({ code, message }: Refusal, { metadataUrl, scopes }: ChallengeTerms): string {
    const parameters = {
        // Who sent no token did nothing wrong.
        ...(code !== "missing_token" && { error: code, error_description: quotable(message) }),
        ...(scopes.length > 0 && { scope: scopes.join(" ") }),
        resource_metadata: metadataUrl,
    };
    const written = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
    return `Bearer ${written.join(", ")}`;
}

/** Answers a request that is not served for want of a good token. */
export function answerRefusal(response: ServerResponse, refusal: Refusal, terms: ChallengeTerms): void {
    const { code, message } = refusal;
    const body = { ...(code !== "missing_token" && { error: code }), error_description: message };
    answer(response, statuses[code], body, { "www-authenticate": challengeHeader(refusal, terms) });
}

/** Answers a request whose token cannot be judged now: the caller did nothing wrong, and may try again. */
export function answerUnavailable(response: ServerResponse): void {
    const body = { error: "temporarily_unavailable", error_description: "the authorization server cannot be reached" };
    answer(response, 503, body, { "retry-after": String(retrySeconds) });
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string>): void {
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
    response.end(JSON.stringify(body));
}

/** What error_description may hold: no quotes, no backslashes, nothing beyond ASCII. */
function quotable(text: string): string {
    return text.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "?");
}
