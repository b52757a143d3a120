import type { AuthSettings } from "../settings/auth";
import { fetchJson, longestWaitMilliseconds } from "./fetch-json";
import { type KeepTimes, Kept } from "./kept";
import { AuthServerUnavailable } from "./refusal";

/** What an issuer publishes of itself, as far as it is used here. */
export interface IssuerMetadata {
    issuer: string;
    jwks_uri?: string;
    introspection_endpoint?: string;
    token_endpoint?: string;
    /** How clients say who they are there: "client_secret_basic", "client_secret_post". */
    token_endpoint_auth_methods_supported?: string[];
}

/** How long an issuer that was out of reach is left alone. */
export const retrySeconds = 2;

/** An issuer's metadata, found when it is first needed. */
export function issuerMetadata({
    issuer,
    serverUrl,
    cacheSeconds,
}: Pick<AuthSettings, "issuer" | "serverUrl" | "cacheSeconds">): Kept<IssuerMetadata> {
    const times: KeepTimes = { keepSeconds: cacheSeconds, retrySeconds };
    return new Kept(() => discover(issuer, serverUrl), times);
}

/** Where an issuer publishes its metadata: OpenID Connect Discovery 1.0, section 4, and RFC 8414, section 3. */
export function metadataUrls(issuer: string): string[] {
    const { origin, pathname } = new URL(issuer);
    const path = pathname.replace(/\/$/, "");
    return [
        `${origin}${path}/.well-known/openid-configuration`,
        `${origin}/.well-known/oauth-authorization-server${path}`,
    ];
}

/**
 * Reads the first place that has it.
 * @param reachedAt where the issuer is reached from here, if not by its own URL
 */
export async function discover(issuer: string, reachedAt = issuer): Promise<IssuerMetadata> {
    const refusals: string[] = [];
    // For all places together: a call waits meanwhile.
    const signal = AbortSignal.timeout(longestWaitMilliseconds);
    for (const url of metadataUrls(reachedAt)) {
        if (signal.aborted) break;
        try {
            const { status, body } = await fetchJson(url, { signal });
            if (status === 200 && body !== undefined) return checked(issuer, url, body);
            refusals.push(`${url} answers ${status}${status === 200 ? ", not JSON" : ""}`);
        } catch (error) {
            if (!(error instanceof AuthServerUnavailable)) throw error;
            refusals.push(error.message);
        }
    }
    throw new AuthServerUnavailable(`no metadata of the issuer ${issuer}: ${refusals.join("; ")}`);
}

/** What another issuer says must not be believed of this one (RFC 8414, section 3.3). */
function checked(issuer: string, url: string, body: Record<string, unknown>): IssuerMetadata {
    if (body.issuer !== issuer) {
        throw new AuthServerUnavailable(
            `${url} is of the issuer ${JSON.stringify(body.issuer)}, not of ${JSON.stringify(issuer)}: an issuer is written the same everywhere, letter by letter`,
        );
    }
    const endpoint = (name: string): string | undefined => {
        const value = body[name];
        if (typeof value !== "string" || !URL.canParse(value)) return undefined;
        // Where the metadata itself came by http, an endpoint's https would protect nothing.
        if (issuer.startsWith("https:") && url.startsWith("https:") && !value.startsWith("https:")) {
            throw new AuthServerUnavailable(`${url} has ${name} ${value}, which is not https as the issuer is`);
        }
        return value;
    };
    const methods = body.token_endpoint_auth_methods_supported;
    return {
        issuer,
        jwks_uri: endpoint("jwks_uri"),
        introspection_endpoint: endpoint("introspection_endpoint"),
        token_endpoint: endpoint("token_endpoint"),
        ...(Array.isArray(methods) && { token_endpoint_auth_methods_supported: methods.map(String) }),
    };
}
