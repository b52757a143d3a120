import { readStack } from "../compose/read-stack";
import { deployedServer } from "../release/deployed";
import { authArgs } from "../stacks/server-auth";
import { refused } from "./token-error";
import type { ServerTerms } from "./wanted";

/** What a server of a stack asks of tokens, by the stack's configuration. */
export function serverTerms(stack: string, name: string, projectDir: string): ServerTerms {
    const config = readStack(stack, projectDir);
    const server = config.servers[name];
    if (server === undefined) {
        const known = Object.keys(config.servers).join(", ");
        throw refused(`the stack ${stack} has no server "${name}"; there are: ${known}`);
    }
    const auth = authArgs(server, config.platform);
    if (auth === undefined) throw refused(`the server ${name} of ${stack} asks for no token: it has no auth`);
    const { issuer, requiredScopes = [], audience } = auth;
    const resource = auth.resource ?? deployedServer(name, config, {}).url;
    return {
        issuer,
        scopes: requiredScopes,
        ...(resource !== undefined && { resource }),
        ...(audience !== undefined && { audience }),
    };
}
