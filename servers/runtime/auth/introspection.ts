import type { AuthSettings, IntrospectionSettings } from "../settings/auth";
import { type Claims, callerFrom, checkAudience, type VerifyToken } from "./claims";
import { fetchJson } from "./fetch-json";
import type { IssuerMetadata } from "./issuer";
import type { Kept } from "./kept";
import { AuthServerUnavailable, Refusal } from "./refusal";

const millisecondsPerSecond = 1000;
/** Those of OAuth are shorter. */
const longestCode = 40;
/**
 * What an issuer answers 400 with for a token that it cannot read, or not ask itself about (RFC 7009, section 2.2.1): it is
 * none that it would call active. By any other code it speaks of how it was asked.
 */
const codesOfTokens = new Set(["", "invalid_token", "unsupported_token_type"]);

/** Asks the issuer what a token says (RFC 7662): for opaque tokens, and to see when one is revoked. */
export function introspectingVerifier(
    settings: AuthSettings,
    introspection: IntrospectionSettings,
    metadata: Kept<IssuerMetadata>,
): VerifyToken {
    return async (token) => {
        const asked = Date.now();
        const claims = await introspect(settings.issuer, introspection, metadata, token);
        if (claims.active !== true) throw new Refusal("invalid_token", "the issuer says that the token is not active");
        if (claims.iss !== undefined && claims.iss !== settings.issuer) {
            throw new Refusal("invalid_token", `the token is not of the issuer ${settings.issuer}`);
        }
        checkTimes(claims, settings.clockSkewSeconds);
        checkAudience(claims, settings.audiences);
        const keptUntil = asked + settings.cacheSeconds * millisecondsPerSecond;
        const expiresAt = typeof claims.exp === "number" ? claims.exp : Math.floor(keptUntil / millisecondsPerSecond);
        const goodUntil = Math.min(expiresAt * millisecondsPerSecond, keptUntil);
        return { caller: callerFrom(claims), expiresAt, goodUntil };
    };
}

export async function introspect(
    issuer: string,
    { url, clientId, clientSecret }: IntrospectionSettings,
    metadata: Kept<IssuerMetadata>,
    token: string,
    signal?: AbortSignal,
): Promise<Claims> {
    const endpoint = url ?? (await metadata.get()).introspection_endpoint;
    if (endpoint === undefined) {
        throw new AuthServerUnavailable(`the issuer ${issuer} publishes no introspection_endpoint`);
    }
    const { status, body } = await fetchJson(endpoint, {
        method: "POST",
        headers: { authorization: basicCredentials(clientId, clientSecret) },
        body: new URLSearchParams({ token, token_type_hint: "access_token" }),
        signal: signal ?? null,
    });
    if (status === 200 && body !== undefined) return body;
    const code = typeof body?.error === "string" ? body.error.slice(0, longestCode) : "";
    if (status === 400 && codesOfTokens.has(code)) return { active: false };
    const ofClient = status === 401 || status === 403 || ["invalid_client", "unauthorized_client"].includes(code);
    const why = ofClient
        ? `: it does not take AUTH_CLIENT_ID ${clientId} with AUTH_CLIENT_SECRET`
        : status === 200
          ? ", not JSON"
          : "";
    throw new AuthServerUnavailable(`${endpoint} answers ${`${status} ${code}`.trimEnd()}${why}`);
}

/** An issuer says itself whether a token is active; what it says besides must not speak against it. */
function checkTimes({ exp, nbf }: Claims, clockSkewSeconds: number): void {
    const now = Date.now() / millisecondsPerSecond;
    if (typeof exp === "number" && exp + clockSkewSeconds <= now)
        throw new Refusal("invalid_token", "the token has expired");
    if (typeof nbf === "number" && nbf - clockSkewSeconds > now)
        throw new Refusal("invalid_token", "the token is not valid yet");
}

/** Id and secret are encoded before they are joined (RFC 6749, section 2.3.1). */
export function basicCredentials(clientId: string, clientSecret: string): string {
    const encoded = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
    return `Basic ${Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString("base64")}`;
}
