import { type ClientArgs, clientVariable } from "../client-rules";

/** One endpoint of a server, as far as clients of any kind need to know it. */
export interface ClientEndpoint {
    name: string;
    url: string;
    transport: string;
    /** Undefined where none was given: formats that need one have their own words. */
    description?: string;
    /** Variable that holds the client's token; undefined where none is sent. */
    tokenVariable?: string;
    allowedGroups: string[];
}

/** The endpoint at a URL, the arguments' defaults filled in. */
export function clientEndpoint(name: string, url: string, args: ClientArgs = {}): ClientEndpoint {
    return {
        name,
        url,
        transport: args.transport ?? "http",
        ...(args.description !== undefined && { description: args.description }),
        ...(args.auth === "bearer" && { tokenVariable: args.tokenVariable ?? clientVariable(name, "TOKEN") }),
        allowedGroups: args.allowedGroups ?? [],
    };
}

/** The header that a token is sent in, its value written as the client's format writes placeholders. */
export function authorization(placeholder: string): { [header: string]: string } {
    return { Authorization: `Bearer ${placeholder}` };
}
