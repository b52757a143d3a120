import {
    type CallToolResult,
    type Implementation,
    McpServer,
    type Server,
    type ServerContext,
    type ServerOptions,
    type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import type { Caller } from "../auth/caller";
import { challengeForScopes, type ScopeRefusal } from "../auth/tool-scopes";
import { type Observers, observeRefusedCall, observeRejectedCall, observeToolCall } from "../observe/observers";
import type { AnyTool, ApiCall, Call, Tool } from "../tool";

/** The HTTP request that a call came with. */
export interface Origin {
    requestId?: string | undefined;
    /** When it came in, by `performance.now()`. */
    received?: number | undefined;
}

/** How a call's request is found, by the id of its message. */
export type OriginOf = (context: { mcpReq: Pick<ServerContext["mcpReq"], "id"> }) => Origin;

/** What a server offers. */
export interface ToolServer {
    /** Makes a server of the SDK that offers it; it speaks the revisions that the SDK says unless others are given. */
    make(originOf: OriginOf, supportedProtocolVersions?: string[]): McpServer | Server | Promise<McpServer | Server>;
    /** Names of the tools whose calls ask for no more than their arguments: no scopes, no headers, no server of their own. */
    plain: ReadonlySet<string>;
}

export function toolServer(
    offer: { version: string; tools: AnyTool[]; base?: (info: Implementation, options: ServerOptions) => McpServer },
    name: string,
    observers: Observers,
): ToolServer {
    for (const tool of offer.tools) observers.metrics.toolOffered(tool.name);
    return {
        make(originOf, supportedProtocolVersions) {
            const info = { name, version: offer.version };
            // Changes of its tools stay promised, as the SDK has it: the stream that clients hold for them shows whether a route holds it.
            const options = supportedProtocolVersions ? { supportedProtocolVersions } : {};
            const server = offer.base?.(info, options) ?? new McpServer(info, options);
            for (const tool of offer.tools) addTool(server, tool, originOf, observers);
            return server;
        },
        plain: new Set(offer.tools.filter(isPlain).map((tool) => tool.name)),
    };
}

/** Arguments can be asked for in headers as well, by `x-mcp-header` in their schema. */
function isPlain(tool: AnyTool): boolean {
    if (tool.scopes !== undefined) return false;
    const schema = tool.arguments["~standard"].jsonSchema.input({ target: "draft-2020-12" });
    return !JSON.stringify(schema).includes("x-mcp-header");
}

/** Who calls, as the SDK hands it on from the request's token. */
export function callerIn({ http }: ServerContext): Caller | undefined {
    return http?.authInfo?.extra?.caller as Caller | undefined;
}

/** Registers a tool with its calls counted, timed and logged; arguments and results never reach the log. */
function addTool<Arguments>(server: McpServer, tool: Tool<Arguments>, originOf: OriginOf, observers: Observers): void {
    const refused = ({ id, caller, reason }: ScopeRefusal) => {
        const { requestId } = originOf({ mcpReq: { id } });
        observeRefusedCall(observers, { tool: tool.name, user: caller?.subject, requestId, reason });
    };
    server.registerTool(
        tool.name,
        {
            title: tool.title,
            description: tool.description,
            inputSchema: countRejections(tool, observers),
            annotations: { readOnlyHint: !tool.writes, openWorldHint: false },
            ...(tool.scopes && { scopeChallenge: challengeForScopes(tool.scopes, refused) }),
        },
        (args, context) => runTool(tool, args, { context, ...originOf(context) }, observers),
    );
}

async function runTool<Arguments>(
    tool: Tool<Arguments>,
    args: Arguments,
    { context, requestId, received }: Origin & { context: ServerContext },
    observers: Observers,
): Promise<CallToolResult> {
    const { signal } = context.mcpReq;
    const caller = callerIn(context);
    const call = { tool: tool.name, arguments: args, signal, requestId, received, user: caller?.subject };
    const text = await observeToolCall(observers, call, (api) => tool.run(args, callOf(context, api, caller)));
    return { content: [{ type: "text", text }] };
}

function callOf({ mcpReq }: ServerContext, api: ApiCall, caller: Caller | undefined): Call {
    const progressToken = mcpReq._meta?.progressToken;
    return {
        signal: mcpReq.signal,
        ...(caller && { caller }),
        api,
        async progress(done, total, message) {
            if (progressToken !== undefined) {
                const params = { progressToken, progress: done, total, message };
                await mcpReq.notify({ method: "notifications/progress", params });
            }
        },
    };
}

/** The SDK refuses wrong arguments before the tool is asked; this is the one place where that can be seen. */
function countRejections<Arguments>(
    tool: Tool<Arguments>,
    observers: Observers,
): StandardSchemaWithJSON<unknown, Arguments> {
    const standard = tool.arguments["~standard"];
    return {
        "~standard": {
            ...standard,
            async validate(value) {
                const result = await standard.validate(value);
                if (result.issues) {
                    observeRejectedCall(observers, tool.name);
                }
                return result;
            },
        },
    };
}
