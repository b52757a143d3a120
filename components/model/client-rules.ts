import { checked, type Problem } from "./problem";

/** What clients, gateways and registries are told of a server. */
export interface ClientArgs {
    /**
     * What the server is good for, for people and models that choose among servers; up to 100 characters, as the MCP
     * registry takes no more.
     * @default "MCP server <name>"
     */
    description?: string;
    /**
     * How the server is spoken to: "http", which is Streamable HTTP, or "sse", HTTP with Server-Sent Events of
     * protocol 2024-11-05.
     * @default "http"
     */
    transport?: string;
    /**
     * How clients prove who they are: "none", or "bearer", a token in the header Authorization.
     * @default "none"
     */
    auth?: string;
    /**
     * Variable of the client's environment that holds its token; needs `auth` "bearer". The token itself is written
     * nowhere.
     * @default "MCP_<NAME>_TOKEN"
     */
    tokenVariable?: string;
    /**
     * Groups that may use the server, as LiteLLM's access groups.
     * @default none: LiteLLM decides by its own grants
     */
    allowedGroups?: string[];
    /**
     * Namespace of the server's name in an MCP registry, a DNS name in reverse: "com.example".
     * @default the route's host in reverse, "com.example.mcp"
     */
    registryNamespace?: string;
    /**
     * Version that the registry's entry has, "1.4.0".
     * @default "0.0.0"
     */
    version?: string;
}

/** Longest description of the MCP registry's schema. */
const longestDescription = 100;

export const transports = ["http", "sse"] as const;
export const clientAuths = ["none", "bearer"] as const;

/** Variable of an environment that belongs to a server: `MCP_GITHUB_TOKEN`. */
export const clientVariable = (server: string, suffix: string) =>
    `MCP_${server.toUpperCase().replaceAll("-", "_")}_${suffix}`;

/** What is wrong with what clients are told. */
export function clientProblems(args: ClientArgs = {}): Problem[] {
    const { description, transport, auth, tokenVariable, allowedGroups, registryNamespace, version } = args;
    const needsBearer = tokenVariable !== undefined && auth !== "bearer";
    return [
        ...checked(
            "description",
            description,
            (text) => text === undefined || (text.trim() !== "" && text.length <= longestDescription),
            `it is 1 to ${longestDescription} characters`,
        ),
        ...oneOf("transport", transport, transports),
        ...oneOf("auth", auth, clientAuths),
        ...(isVariable(tokenVariable)
            ? []
            : [
                  {
                      field: "tokenVariable",
                      // It may be a token, put here by mistake.
                      found: "(hidden)",
                      allowed: 'it is the name of an environment variable, not a token: letters, digits and "_"',
                  },
              ]),
        ...(needsBearer
            ? [
                  {
                      field: "tokenVariable",
                      found: tokenVariable,
                      allowed: 'it needs auth: bearer, as "none" sends no token',
                  },
              ]
            : []),
        ...(allowedGroups ?? []).flatMap((group, index) =>
            checked(
                `allowedGroups[${index}]`,
                group,
                (name) => /^[A-Za-z0-9._:@/-]+$/.test(name),
                "a group is letters, digits and . _ : @ / -",
            ),
        ),
        ...checked(
            "registryNamespace",
            registryNamespace,
            (name) => name === undefined || /^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$/.test(name),
            'it is a DNS name in reverse, as "com.example"',
        ),
        ...checked(
            "version",
            version,
            (found) => found === undefined || /^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$/.test(found),
            'a version is written as "1.4.0"',
        ),
    ];
}

const isVariable = (name: string | undefined) => name === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

function oneOf(field: string, found: string | undefined, known: readonly string[]): Problem[] {
    const valid = (value: string | undefined) => value === undefined || known.includes(value);
    return checked(field, found, valid, `it is ${known.map((name) => `"${name}"`).join(" or ")}`);
}
