import { z } from "zod";
import { list, numberFrom, seconds } from "./kinds";
import type { SettingProblem } from "./problem";

/** What OAuth takes for an identifier: absolute, without a fragment (RFC 8707, section 2; RFC 8414, section 2). */
const httpUrl = z.string().refine((text) => URL.canParse(text) && /^https?:\/\/[^#]*$/.test(text), {
    error: "is not a URL; a URL looks like https://auth.example.com/realms/mcp",
});

/** Scopes as RFC 6749 has them, section 3.3. */
const scopes = list.pipe(z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'a scope has no " and no \\')));

/** Who may call. Without AUTH_ISSUER_URL everybody may who reaches the server. */
export const authSettings = {
    AUTH_ISSUER_URL: httpUrl.optional().meta({
        description: "Whose tokens are taken: `iss` of the tokens, letter by letter. Turns authentication on",
        key: "auth.issuer_url",
    }),
    AUTH_SERVER_URL: httpUrl.optional().meta({
        description:
            "Where the issuer is reached from here, when not by AUTH_ISSUER_URL: its address inside the cluster. Refused without AUTH_ISSUER_URL",
        key: "auth.server_url",
    }),
    RESOURCE_SERVER_URL: httpUrl.optional().meta({
        description:
            "Public URL of the MCP endpoint: what clients ask tokens for, and `resource` of the metadata. Needed with AUTH_ISSUER_URL",
        key: "auth.resource_server_url",
    }),
    AUTH_AUDIENCE: list.optional().meta({
        description: "`aud` of tokens that are taken, one or several; by default RESOURCE_SERVER_URL",
        key: "auth.audience",
    }),
    REQUIRED_SCOPES: scopes.default([]).meta({
        description: "Scopes that every call needs",
        key: "auth.required_scopes",
    }),
    AUTH_JWKS_URL: httpUrl.optional().meta({
        description: "The issuer's keys; by default where its metadata says",
        key: "auth.jwks_url",
    }),
    AUTH_CLIENT_ID: z.string().optional().meta({
        description:
            "Credentials by which the server asks the issuer about tokens (RFC 7662); without them tokens are signed JWTs",
        key: "auth.client_id",
    }),
    AUTH_CLIENT_SECRET: z.string().optional().meta({
        description: "Secret of AUTH_CLIENT_ID",
        key: "auth.client_secret",
        secret: true,
    }),
    AUTH_INTROSPECTION_URL: httpUrl.optional().meta({
        description: "Where the server asks about tokens; by default where the issuer's metadata says",
        key: "auth.introspection_url",
    }),
    AUTH_CLOCK_SKEW_SECONDS: numberFrom(0, 600).default(60).meta({
        description: "How far the issuer's clock may be from this one",
        key: "auth.clock_skew",
    }),
    AUTH_CACHE_SECONDS: seconds.default(300).meta({
        description:
            "Longest that a token is taken after it was revoked, or its key withdrawn; and that calls go on while the issuer is out of reach",
        key: "auth.token_cache_ttl",
    }),
};

type AuthVariables = z.output<z.ZodObject<typeof authSettings>>;

/** What is wrong between the variables. */
export function authProblems(env: AuthVariables): SettingProblem[] {
    const needed: [keyof AuthVariables, keyof AuthVariables][] = [
        ["AUTH_ISSUER_URL", "RESOURCE_SERVER_URL"],
        ["AUTH_CLIENT_ID", "AUTH_CLIENT_SECRET"],
        ["AUTH_CLIENT_SECRET", "AUTH_CLIENT_ID"],
        ["AUTH_INTROSPECTION_URL", "AUTH_CLIENT_ID"],
        // Without the issuer nothing would be protected, although it looks as if it were.
        ["AUTH_SERVER_URL", "AUTH_ISSUER_URL"],
        ["AUTH_AUDIENCE", "AUTH_ISSUER_URL"],
        ["AUTH_JWKS_URL", "AUTH_ISSUER_URL"],
        ["AUTH_CLIENT_ID", "AUTH_ISSUER_URL"],
    ];
    const problems: SettingProblem[] = needed
        .filter(([given, missing]) => env[given] !== undefined && env[missing] === undefined)
        .map(([given, missing]) => ({ name: missing, message: `is needed with ${given}` }));
    if (env.AUTH_JWKS_URL !== undefined && env.AUTH_CLIENT_ID !== undefined) {
        problems.push({
            name: "AUTH_JWKS_URL",
            message: "is not used with AUTH_CLIENT_ID: the issuer is asked, its keys are not",
        });
    }
    if (env.REQUIRED_SCOPES.length > 0 && env.AUTH_ISSUER_URL === undefined) {
        problems.push({ name: "AUTH_ISSUER_URL", message: "is needed with REQUIRED_SCOPES" });
    }
    return problems;
}

/** How the server finds out what an opaque token says. */
export interface IntrospectionSettings {
    /** By default where the issuer's metadata says. */
    url: string | undefined;
    clientId: string;
    clientSecret: string;
}

/** How tokens are verified. */
export interface AuthSettings {
    issuer: string;
    /** Where the issuer is reached from here; by default at `issuer`. */
    serverUrl: string | undefined;
    /** Public URL of the MCP endpoint. */
    resource: string;
    audiences: string[];
    requiredScopes: string[];
    jwksUrl: string | undefined;
    introspection: IntrospectionSettings | undefined;
    clockSkewSeconds: number;
    cacheSeconds: number;
}

/** Undefined when the server asks for no tokens. */
export function authSettingsOf(env: AuthVariables): AuthSettings | undefined {
    const { AUTH_ISSUER_URL: issuer, RESOURCE_SERVER_URL: resource, AUTH_CLIENT_ID: clientId } = env;
    if (issuer === undefined || resource === undefined) return undefined;
    return {
        issuer,
        serverUrl: env.AUTH_SERVER_URL,
        resource,
        audiences: env.AUTH_AUDIENCE ?? withAndWithoutSlash(resource),
        requiredScopes: env.REQUIRED_SCOPES,
        jwksUrl: env.AUTH_JWKS_URL,
        introspection:
            clientId === undefined
                ? undefined
                : { url: env.AUTH_INTROSPECTION_URL, clientId, clientSecret: env.AUTH_CLIENT_SECRET ?? "" },
        clockSkewSeconds: env.AUTH_CLOCK_SKEW_SECONDS,
        cacheSeconds: env.AUTH_CACHE_SECONDS,
    };
}

/** Clients that write URLs by the WHATWG standard send https://mcp.example.com/ for https://mcp.example.com. */
function withAndWithoutSlash(resource: string): string[] {
    return [resource, resource.endsWith("/") ? resource.slice(0, -1) : `${resource}/`];
}
