import { checked, type Problem } from "./problem";

/** Which web pages may call a server from a browser. */
export interface RouteCorsArgs {
    /**
     * Origins of the pages, as browsers send them: "https://claude.ai". "*" for all, which makes sense only for servers
     * that are public. The server must admit them as well: the MCP specification has it check the Origin itself.
     */
    origins: string[];
    /**
     * Request headers that pages may send beside those of MCP, Authorization and Content-Type.
     * @default none
     */
    allowedHeaders?: string[];
    /**
     * Response headers that pages may read beside those of MCP and WWW-Authenticate.
     * @default none
     */
    exposedHeaders?: string[];
    /**
     * How long browsers remember the answer to a preflight request, in seconds, 0 to 86400.
     * @default 3600
     */
    maxAgeSeconds?: number;
}

/** What a route says to browsers, complete. */
export interface CorsPolicy {
    origins: string[];
    methods: string[];
    allowedHeaders: string[];
    exposedHeaders: string[];
    maxAgeSeconds: number;
}

/** POST calls; GET and DELETE open streams and end sessions, up to specification 2025-11-25. */
const methods = ["POST", "GET", "DELETE", "OPTIONS"];
/** What MCP clients send, of all specifications. */
const requestHeaders = [
    "Authorization",
    "Content-Type",
    "Accept",
    "MCP-Protocol-Version",
    "Mcp-Session-Id",
    "Mcp-Method",
    "Mcp-Name",
    "Last-Event-ID",
];
/** Without the first, clients of sessions lose them; without the second they never learn where to get a token. */
const responseHeaders = ["Mcp-Session-Id", "WWW-Authenticate", "MCP-Protocol-Version"];
const defaultMaxAgeSeconds = 3600;

export function corsPolicy(args: RouteCorsArgs): CorsPolicy {
    return {
        origins: args.origins,
        methods,
        allowedHeaders: [...requestHeaders, ...(args.allowedHeaders ?? [])],
        exposedHeaders: [...responseHeaders, ...(args.exposedHeaders ?? [])],
        maxAgeSeconds: args.maxAgeSeconds ?? defaultMaxAgeSeconds,
    };
}

/** What is wrong with which pages may call. */
export function corsProblems(args: RouteCorsArgs): Problem[] {
    const { origins, allowedHeaders = [], exposedHeaders = [], maxAgeSeconds = defaultMaxAgeSeconds } = args;
    const headers = "a header is letters, digits and -";
    return [
        ...checked("origins", origins, (list) => list.length > 0, "at least one origin is named"),
        ...checked("origins", origins, (list) => list.length < 2 || !list.includes("*"), '"*" stands alone'),
        ...origins.flatMap((origin, index) =>
            checked(
                `origins[${index}]`,
                origin,
                isOrigin,
                'an origin is a scheme and a host as browsers send them, "https://chat.example.com", or "*"',
            ),
        ),
        ...checked("allowedHeaders", allowedHeaders, (list) => list.every(isHeaderName), headers),
        ...checked("exposedHeaders", exposedHeaders, (list) => list.every(isHeaderName), headers),
        ...checked(
            "maxAgeSeconds",
            maxAgeSeconds,
            (value) => Number.isInteger(value) && value >= 0 && value <= 86_400,
            "it is whole seconds from 0 to 86400",
        ),
    ];
}

/** RFC 6454, section 6.2: no path, no slash at the end, no default port. */
const isOrigin = (text: string) => text === "*" || (URL.canParse(text) && new URL(text).origin === text);

const isHeaderName = (text: string) => /^[A-Za-z0-9-]+$/.test(text);
