import type { Issued, Wanted } from "./request";

/** What a token says, for people and scripts; not the token. */
export interface TokenContents {
    issuer: string;
    /** Undefined of opaque tokens, which only their issuer can read. */
    subject?: string;
    clientId: string;
    scopes: string[];
    audience: string[];
    /** ISO 8601. */
    expires?: string;
}

/** Reads what a token says without verifying it: that is for the server that it is sent to. */
export function tokenContents(issued: Issued, wanted: Wanted, now = Date.now()): TokenContents {
    const claims = payload(issued.token);
    const scope = claims.scope ?? claims.scp ?? issued.scope ?? "";
    const { aud } = claims;
    const expires = typeof claims.exp === "number" ? claims.exp * 1000 : expiryOf(issued, now);
    return {
        issuer: wanted.issuer,
        ...(typeof claims.sub === "string" && { subject: claims.sub }),
        clientId: wanted.clientId,
        scopes: (Array.isArray(scope) ? scope : String(scope).split(" ")).filter((entry) => entry !== ""),
        audience: (Array.isArray(aud) ? aud : [aud]).filter((entry) => typeof entry === "string"),
        ...(expires !== undefined && { expires: new Date(expires).toISOString() }),
    };
}

function expiryOf({ expiresInSeconds }: Issued, now: number): number | undefined {
    return expiresInSeconds === undefined ? undefined : now + expiresInSeconds * 1000;
}

/** Nothing of an opaque token. */
function payload(token: string): Record<string, unknown> {
    try {
        const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
        return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
    } catch {
        return {};
    }
}

/** What a server of this resource would object to, as far as it can be seen here. */
export function warnings({ audience, scopes }: TokenContents, wanted: Wanted): string[] {
    const expected = wanted.audience ?? wanted.resource;
    const missing = wanted.scopes.filter((scope) => !scopes.includes(scope));
    return [
        ...(expected !== undefined && audience.length > 0 && !audience.includes(expected)
            ? [
                  `the token is for ${audience.join(", ")}, not for ${expected}: give the client this audience at the issuer`,
              ]
            : []),
        ...(missing.length > 0 && scopes.length > 0 ? [`the token lacks the scope ${missing.join(" ")}`] : []),
    ];
}

/** A line for each thing that the token says. */
export function contentLines(contents: TokenContents, place: string): string[] {
    const { issuer, subject, clientId, scopes, audience, expires } = contents;
    const rows = {
        issuer,
        subject: subject ?? `${clientId} (the token is opaque)`,
        scopes: scopes.join(" ") || "none",
        audience: audience.join(", ") || "none that can be seen",
        expires: expires ?? "unknown",
        token: place,
    };
    return Object.entries(rows).map(([name, value]) => `${name.padEnd(9)} ${value}`);
}
