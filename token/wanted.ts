import type { Wanted } from "./request";
import { refused } from "./token-error";

/** What the command line says of the token. */
export interface WantedOptions {
    issuer?: string;
    clientId?: string;
    scope?: string[];
    resource?: string;
    audience?: string;
    stack?: string;
    server?: string;
}

/** What a server of a stack asks of tokens. */
export type ServerTerms = Pick<Wanted, "issuer" | "scopes" | "resource" | "audience">;

/** What token is wanted: as the server of a stack asks for it, where one is named, and as the options say. */
export function wantedToken(options: WantedOptions, termsOf: (stack: string, server: string) => ServerTerms): Wanted {
    const { stack, server, clientId } = options;
    if ((stack === undefined) !== (server === undefined)) throw refused("--stack and --server go together");
    const terms = stack !== undefined && server !== undefined ? termsOf(stack, server) : undefined;
    const issuer = options.issuer ?? terms?.issuer;
    if (issuer === undefined) throw refused("whose token? Use --issuer, or --stack and --server");
    if (!URL.canParse(issuer) || !/^https?:/.test(issuer)) {
        throw refused(`--issuer is "${issuer}"; an issuer looks like https://auth.example.com/realms/mcp`);
    }
    if (terms !== undefined && issuer !== terms.issuer) {
        throw refused(`--issuer is ${issuer}, and ${server} of ${stack} takes tokens of ${terms.issuer}`);
    }
    if (clientId === undefined) throw refused("which client? Use --client-id");
    const { resource = terms?.resource, audience = terms?.audience } = options;
    return {
        issuer,
        clientId,
        scopes: options.scope ?? terms?.scopes ?? [],
        ...(resource !== undefined && { resource }),
        ...(audience !== undefined && { audience }),
    };
}
