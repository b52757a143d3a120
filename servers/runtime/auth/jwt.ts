import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify, type LocalJWKSet } from "jose";
import type { AuthSettings } from "../settings/auth";
import { callerFrom, checkAudience, type VerifyToken } from "./claims";
import { fetchJson } from "./fetch-json";
import { type IssuerMetadata, retrySeconds } from "./issuer";
import { Kept } from "./kept";
import { AuthServerUnavailable, Refusal } from "./refusal";

/** Signatures by key pairs only: what a shared secret signs, anybody who verifies it could have signed (RFC 8725, section 3.1). */
const algorithms = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
];

/** A key that is not known may be new, so the keys are fetched again: this often, however many tokens ask for it. */
const unknownKeySeconds = 2;

const millisecondsPerSecond = 1000;

/** Verifies tokens that are signed JWTs with the keys that their issuer publishes. */
export interface JwtVerifier {
    verify: VerifyToken;
    /** Rejects when the issuer's keys cannot be had now, also while those that are kept are still good. */
    check(signal: AbortSignal): Promise<void>;
}

/** @param keysFetched called whenever there are keys anew: what was verified with others may no longer be good */
export function jwtVerifier(
    settings: AuthSettings,
    metadata: Kept<IssuerMetadata>,
    keysFetched: () => void,
): JwtVerifier {
    const times = { keepSeconds: settings.cacheSeconds, retrySeconds };
    const keys = new Kept(() => fetchKeys(settings, metadata).finally(keysFetched), times);
    const newKeys = reloadOf(keys);
    const claimsOf = async (token: string, key: LocalJWKSet): Promise<JWTPayload> => {
        const { issuer, clockSkewSeconds: clockTolerance } = settings;
        return (await jwtVerify(token, key, { issuer, algorithms, clockTolerance, requiredClaims: ["exp"] })).payload;
    };
    /** Once more with new keys, when the key is not among those that are kept. */
    const claimsWithNewKeys = async (token: string, error: unknown): Promise<JWTPayload> => {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await newKeys();
        return claimsOf(token, await keys.get());
    };
    const verify: VerifyToken = async (token) => {
        const known = await keys.get();
        // When the keys are fetched again, a key that was withdrawn is gone, and with it what it signed.
        const keptUntil = keys.keptUntil;
        const claims = await claimsOf(token, known)
            .catch((error: unknown) => claimsWithNewKeys(token, error))
            .catch((error: unknown) => {
                throw error instanceof errors.JOSEError
                    ? new Refusal("invalid_token", explain(error, settings))
                    : error;
            });
        checkIssuedAt(claims, settings.clockSkewSeconds);
        checkAudience(claims, settings.audiences);
        const expiresAt = claims.exp ?? 0;
        const goodUntil = Math.min(expiresAt * millisecondsPerSecond, keptUntil);
        return { caller: callerFrom(claims), expiresAt, goodUntil };
    };
    return {
        verify,
        async check(signal) {
            // Keys that are not there yet are kept at once: the first call has them then.
            if (Date.now() >= keys.keptUntil) await keys.get();
            else await fetchKeys(settings, metadata, signal);
        },
    };
}

/** Reloads keys for the sake of an unknown one, and once for all that come while it does so, or soon after. */
function reloadOf(keys: Kept<LocalJWKSet>): () => Promise<unknown> {
    let last: { ended: Promise<unknown>; until: number } | undefined;
    return () => {
        if (last && Date.now() < last.until) return last.ended;
        const reload = { ended: keys.reload(), until: Date.now() + unknownKeySeconds * millisecondsPerSecond };
        // How soon it is tried again after a failure is for `keys` to say.
        reload.ended.catch(() => {
            reload.until = 0;
        });
        last = reload;
        return reload.ended;
    };
}

async function fetchKeys(
    settings: AuthSettings,
    metadata: Kept<IssuerMetadata>,
    signal?: AbortSignal,
): Promise<LocalJWKSet> {
    const url = settings.jwksUrl ?? (await metadata.get()).jwks_uri;
    if (url === undefined) throw new AuthServerUnavailable(`the issuer ${settings.issuer} publishes no jwks_uri`);
    const { status, body } = await fetchJson(url, { signal: signal ?? null });
    if (status !== 200 || body === undefined) {
        throw new AuthServerUnavailable(`${url} answers ${status}${status === 200 ? ", not JSON" : ""}`);
    }
    try {
        return createLocalJWKSet(body as unknown as JSONWebKeySet);
    } catch (error) {
        throw new AuthServerUnavailable(`${url} is no JSON Web Key Set`, { cause: error });
    }
}

/** jose looks at `iat` only where tokens have a greatest age. */
function checkIssuedAt({ iat }: JWTPayload, clockSkewSeconds: number): void {
    if (iat !== undefined && iat > Date.now() / millisecondsPerSecond + clockSkewSeconds) {
        throw new Refusal("invalid_token", "the token is issued in the future: compare the clocks");
    }
}

function explain(error: errors.JOSEError, { issuer }: AuthSettings): string {
    if (error instanceof errors.JWTExpired) return "the token has expired";
    if (error instanceof errors.JWTClaimValidationFailed) {
        if (error.claim === "nbf") return "the token is not valid yet";
        if (error.claim === "iss") return `the token is not of the issuer ${issuer}`;
        return `the token's claim ${error.claim} is ${error.reason}`;
    }
    if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
        return "the token is signed by an algorithm that is not taken";
    }
    if (error instanceof errors.JWKSNoMatchingKey)
        return "the token is signed by a key that its issuer does not publish";
    if (error instanceof errors.JWKSMultipleMatchingKeys)
        return "the token does not say by which key it is signed (kid)";
    if (error instanceof errors.JWSSignatureVerificationFailed) return "the token's signature is wrong";
    return "the token is no JWT";
}
