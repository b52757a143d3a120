import {
    type CallToolResult,
    McpServer,
    type McpServerFactory,
    type ServerContext,
    type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import type { Logger } from "pino";
import type { CallStatus, Metrics } from "../observe/metrics";
import type { AnyTool, Call, Tool } from "../tool";

export interface Observers {
    metrics: Metrics;
    log: Logger;
}

/** Makes the MCP server of one HTTP request: the endpoint is stateless, so that any replica can answer any request. */
export function toolServer(
    offer: { version: string; tools: AnyTool[] },
    name: string,
    observers: Observers,
): McpServerFactory {
    for (const tool of offer.tools) observers.metrics.toolOffered(tool.name);
    return () => {
        const server = new McpServer({ name, version: offer.version });
        for (const tool of offer.tools) addTool(server, tool, observers);
        return server;
    };
}

/** Registers a tool with its calls counted, timed and logged; arguments and results never reach the log. */
function addTool<Arguments>(server: McpServer, tool: Tool<Arguments>, observers: Observers): void {
    server.registerTool(
        tool.name,
        {
            title: tool.title,
            description: tool.description,
            inputSchema: countRejections(tool, observers.metrics),
            annotations: { readOnlyHint: true, openWorldHint: false },
        },
        (args, context) => runTool(tool, args, context, observers),
    );
}

async function runTool<Arguments>(
    tool: Tool<Arguments>,
    args: Arguments,
    context: ServerContext,
    { metrics, log }: Observers,
): Promise<CallToolResult> {
    const started = performance.now();
    const requestId = context.http?.req?.headers.get("x-request-id");
    const end = (status: CallStatus, error?: unknown): void => {
        const seconds = (performance.now() - started) / 1000;
        metrics.callEnded(tool.name, status, seconds);
        log.info({ requestId, tool: tool.name, status, seconds, ...(error ? { err: error } : {}) }, "tool call");
    };
    metrics.callStarted();
    try {
        const text = await tool.run(args, callOf(context));
        end("success");
        return { content: [{ type: "text", text }] };
    } catch (error) {
        const cancelled = context.mcpReq.signal.aborted;
        end(cancelled ? "cancelled" : "error", cancelled ? undefined : error);
        throw error;
    }
}

function callOf({ mcpReq }: ServerContext): Call {
    const progressToken = mcpReq._meta?.progressToken;
    return {
        signal: mcpReq.signal,
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
    metrics: Metrics,
): StandardSchemaWithJSON<unknown, Arguments> {
    const standard = tool.arguments["~standard"];
    return {
        "~standard": {
            ...standard,
            async validate(value) {
                const result = await standard.validate(value);
                if (result.issues) {
                    metrics.callRejected(tool.name);
                }
                return result;
            },
        },
    };
}
