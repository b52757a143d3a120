import type { IncomingMessage, ServerResponse } from "node:http";
import type { AuthInfo } from "@modelcontextprotocol/server";
import type { Logger } from "pino";
import type { AuthMetrics, AuthResult } from "../observe/metrics/auth";
import type { AuthSettings } from "../settings/auth";
import { readBearer } from "./bearer";
import { rememberCaller } from "./caller";
import { answerRefusal, answerUnavailable, type ChallengeTerms } from "./challenge";
import { checkScopes, type VerifiedToken } from "./claims";
import { introspect, introspectingVerifier } from "./introspection";
import { issuerMetadata } from "./issuer";
import { jwtVerifier } from "./jwt";
import { answerMetadata, metadataDocument, metadataPaths, metadataUrl } from "./metadata";
import { AuthServerUnavailable, Refusal } from "./refusal";
import type { RefusedTokens } from "./refused-tokens";
import { TokenCache } from "./token-cache";

/** Most tokens that are remembered: some 5 MB. */
const rememberedTokens = 10_000;

/** What the gate tells of its work. */
export interface AuthObservers {
    log: Logger;
    metrics: AuthMetrics;
}

/** What the server that is protected says of itself. */
export interface ProtectedServer {
    name: string;
    mcpPath: string;
}

/** Authentication of a server. */
export interface Authentication {
    /** Lets requests with a good token pass; true when it has answered. */
    gate(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
    /** Paths at which `answerMetadata` is to answer, without authentication and for every origin. */
    metadataPaths: string[];
    answerMetadata(request: IncomingMessage, response: ServerResponse): void;
    /** Rejects when tokens cannot be verified, as the issuer is out of reach. */
    check(signal: AbortSignal): Promise<void>;
}

/** Requires of every request a token of the issuer, for this server, with the scopes that it needs. */
export function createAuthentication(
    settings: AuthSettings,
    server: ProtectedServer,
    { log, metrics }: AuthObservers,
    refusedTokens?: RefusedTokens,
): Authentication {
    const { resource, requiredScopes } = settings;
    const metadata = issuerMetadata(settings);
    const { tokens, check } = verification(settings, metadata);
    const terms: ChallengeTerms = { metadataUrl: metadataUrl(resource), scopes: requiredScopes };
    const document = metadataDocument(settings, server.name);
    announce(settings, log);

    const logged = new WeakSet<AuthServerUnavailable>();
    /** One fetch can fail many requests. */
    const logOnce = (error: AuthServerUnavailable, requestId: unknown): void => {
        if (!logged.has(error)) log.error({ requestId, reason: error.message }, "tokens cannot be verified");
        logged.add(error);
    };
    const attempt = (request: IncomingMessage, response: ServerResponse, started: number) => {
        const ended = (result: AuthResult) => metrics.authAttempted(result, (performance.now() - started) / 1000);
        return {
            pass(verified: VerifiedToken): boolean {
                checkScopes(verified.caller, requiredScopes);
                admit(request, verified, terms.metadataUrl);
                ended("success");
                return false;
            },
            /** @param answered whether the request has its answer already */
            refuse(error: unknown, answered = false): boolean {
                const requestId = request.headers["x-request-id"];
                if (error instanceof Refusal) {
                    ended(error.code === "invalid_request" ? "invalid_token" : error.code);
                    log.info({ requestId, code: error.code, reason: error.message }, "caller refused");
                    if (!answered) answerRefusal(response, error, terms);
                } else if (error instanceof AuthServerUnavailable) {
                    ended("unavailable");
                    logOnce(error, requestId);
                    answerUnavailable(response);
                } else throw error;
                return true;
            },
        };
    };
    return {
        gate(request, response) {
            const { pass, refuse } = attempt(request, response, performance.now());
            const judge = async (token: string): Promise<boolean> => {
                // Keys verify without a question to anybody: good tokens of an address with bad ones are served on.
                const limit = settings.introspection === undefined ? undefined : refusedTokens;
                const endTurn = await limit?.turn(request, response);
                if (limit && !endTurn) return true;
                let verified: VerifiedToken;
                try {
                    // Who waited for a turn may have waited for this very token.
                    verified = tokens.remembered(token) ?? (await tokens.check(token));
                } catch (error) {
                    const bad = error instanceof Refusal;
                    return refuse(error, bad && (await refusedTokens?.count(request, response)));
                } finally {
                    endTurn?.();
                }
                return pass(verified);
            };
            try {
                const token = readBearer(request);
                const remembered = tokens.remembered(token);
                return remembered ? pass(remembered) : judge(token).catch(refuse);
            } catch (error) {
                return refuse(error);
            }
        },
        metadataPaths: metadataPaths(resource, server.mcpPath),
        answerMetadata: (request, response) => answerMetadata(request, response, document),
        check,
    };
}

/** By introspection where the server has credentials for it, else by the issuer's keys. */
function verification(
    settings: AuthSettings,
    metadata: ReturnType<typeof issuerMetadata>,
): { tokens: TokenCache; check(signal: AbortSignal): Promise<void> } {
    const { introspection } = settings;
    if (introspection !== undefined) {
        return {
            tokens: new TokenCache(introspectingVerifier(settings, introspection, metadata), rememberedTokens),
            // Any token will do: the answer shows that the issuer is there and takes the server's credentials.
            async check(signal) {
                await introspect(settings.issuer, introspection, metadata, "readiness", signal);
            },
        };
    }
    const { verify, check } = jwtVerifier(settings, metadata, () => tokens.clear());
    const tokens = new TokenCache(verify, rememberedTokens);
    return { tokens, check };
}

/** Leaves who calls where the rest of the server finds it; the token is not among it. */
function admit(request: IncomingMessage, { caller, expiresAt }: VerifiedToken, resourceMetadataUrl: string): void {
    rememberCaller(request, caller);
    const { clientId = caller.subject, scopes } = caller;
    const auth: AuthInfo = { token: "", clientId, scopes, expiresAt, resourceMetadataUrl, extra: { caller } };
    // Where the SDK's adapter takes it from, for what is called with the request.
    Object.assign(request, { auth });
}

function announce({ issuer, serverUrl, audiences, requiredScopes, introspection }: AuthSettings, log: Logger): void {
    const by = introspection === undefined ? "the issuer's keys" : "introspection";
    log.info({ issuer, serverUrl, audiences, requiredScopes, by }, "tokens are required");
    if ((serverUrl ?? issuer).startsWith("http:"))
        log.warn({ issuer, serverUrl }, "the issuer is not asked by https: who is on the way can forge its keys");
}
