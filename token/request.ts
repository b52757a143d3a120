import { fetchJson } from "../servers/runtime/auth/fetch-json";
import { basicCredentials } from "../servers/runtime/auth/introspection";
import { discover, type IssuerMetadata } from "../servers/runtime/auth/issuer";
import { AuthServerUnavailable } from "../servers/runtime/auth/refusal";
import { exitCodes, TokenError } from "./token-error";

/** What a token is wanted for. */
export interface Wanted {
    issuer: string;
    clientId: string;
    scopes: string[];
    /** Whom it is for (RFC 8707). */
    resource?: string;
    /** The same for issuers that know no resource: a parameter of Auth0 and others. */
    audience?: string;
}

/** A token as the issuer gave it. */
export interface Issued {
    token: string;
    /** Scopes, where the issuer says them beside the token. */
    scope?: string;
    expiresInSeconds?: number;
}

/** Ways of the issuer to refuse, and what mends them (RFC 6749, section 5.2; RFC 8707, section 2). */
const remedies: Record<string, string> = {
    invalid_client: "compare client id and secret with those of the issuer",
    unauthorized_client: "allow the client this grant: in Keycloak, client authentication and service accounts roles",
    invalid_scope: "give the client these scopes, or ask for others by --scope",
    invalid_target: "let the issuer know this resource, or use --audience",
    unsupported_grant_type: "the issuer gives no tokens to clients for themselves",
};

/** Asks for a token by client credentials (RFC 6749, section 4.4). */
export async function requestToken(wanted: Wanted, secret: string): Promise<Issued> {
    try {
        const metadata = await discover(wanted.issuer);
        const endpoint = metadata.token_endpoint;
        if (endpoint === undefined) throw failed(`the issuer ${wanted.issuer} publishes no token_endpoint`);
        const { status, body } = await fetchJson(endpoint, tokenRequest(wanted, secret, metadata));
        if (typeof body?.access_token === "string") {
            return {
                token: body.access_token,
                ...(typeof body.scope === "string" && { scope: body.scope }),
                ...(typeof body.expires_in === "number" && { expiresInSeconds: body.expires_in }),
            };
        }
        throw failed(`${endpoint} gives no token: ${reason(status, body)}`);
    } catch (error) {
        throw error instanceof AuthServerUnavailable ? failed(error.message) : error;
    }
}

const failed = (message: string) => new TokenError(message, exitCodes.failed);

function tokenRequest(
    { clientId, scopes, resource, audience }: Wanted,
    secret: string,
    { token_endpoint_auth_methods_supported: methods = ["client_secret_basic"] }: IssuerMetadata,
): RequestInit {
    const parameters = new URLSearchParams({
        grant_type: "client_credentials",
        ...(scopes.length > 0 && { scope: scopes.join(" ") }),
        ...(resource !== undefined && { resource }),
        ...(audience !== undefined && { audience }),
    });
    if (methods.includes("client_secret_basic") || !methods.includes("client_secret_post")) {
        return { method: "POST", headers: { authorization: basicCredentials(clientId, secret) }, body: parameters };
    }
    parameters.set("client_id", clientId);
    parameters.set("client_secret", secret);
    return { method: "POST", body: parameters };
}

function reason(status: number, body: Record<string, unknown> | undefined): string {
    if (typeof body?.error !== "string") return `it answers ${status}`;
    const { error, error_description: description } = body;
    const remedy = remedies[error];
    return [error, typeof description === "string" && description, remedy].filter(Boolean).join("; ");
}
