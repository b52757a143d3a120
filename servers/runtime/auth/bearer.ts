import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal";

/** One token and nothing else (RFC 6750, section 2.1). */
const bearerPattern = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const emptyBearerPattern = /^bearer$/i;

/**
 * The token that a request carries in its header Authorization. Throws a Refusal when there is none, or more than one,
 * or one in the URL, where every log on the way has it.
 */
export function readBearer(request: IncomingMessage): string {
    const query = request.url?.split("?", 2)[1];
    if (query !== undefined && new URLSearchParams(query).has("access_token")) {
        throw new Refusal("invalid_request", "a token in the URL is not taken: send it in the header Authorization");
    }
    // `headers` has the first of several.
    const headers = request.headersDistinct.authorization ?? [];
    const [header] = headers;
    if (headers.length > 1) {
        throw new Refusal("invalid_request", `there are ${headers.length} Authorization headers: send one`);
    }
    // A client whose variable for the token is empty sends the scheme alone.
    if (header === undefined || emptyBearerPattern.test(header)) {
        throw new Refusal("missing_token", "a token is needed: Authorization: Bearer TOKEN");
    }
    const token = bearerPattern.exec(header)?.[1];
    if (token !== undefined) return token;
    if (/^bearer\b/i.test(header)) {
        throw new Refusal("invalid_request", "Authorization holds more than the scheme Bearer and one token");
    }
    throw new Refusal("missing_token", "Authorization has another scheme than Bearer");
}
