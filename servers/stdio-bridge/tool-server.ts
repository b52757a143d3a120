import type { Client } from "@modelcontextprotocol/client";
import type { JSONRPCRequest, ListToolsResult, Result, ServerContext } from "@modelcontextprotocol/server";
import { propagation, context as spans } from "@opentelemetry/api";
import { callerIn, type Origin, type ToolServer } from "../runtime/mcp/tools";
import { type ObservedCall, type Observers, observeToolCall } from "../runtime/observe/observers";
import { FailedResult } from "./failed-result";
import { forward } from "./forward";
import { ToolNames } from "./tool-names";

/** What the stdio server offers, its calls observed as those of the runtime's own tools are. */
export function bridgedTools(client: Client, listed: { name: string }[], observers: Observers): ToolServer {
    const names = new ToolNames(observers.metrics);
    names.learn(listed);
    return {
        make: (originOf) =>
            forward(client, async (request, context, pass) => {
                if (request.method === "tools/call") {
                    const call = observedCall(names, request, { context, ...originOf(context) });
                    return passCall(observers, call, () => pass(observers.tracing.enabled ? traced(request) : request));
                }
                const result = await pass(request);
                if (request.method === "tools/list") names.learn((result as ListToolsResult).tools);
                return result;
            }),
        plain: new Set(),
    };
}

function observedCall(
    names: ToolNames,
    { params }: JSONRPCRequest,
    { context, requestId, received }: Origin & { context: ServerContext },
): ObservedCall {
    return {
        tool: names.nameOf(params?.name),
        arguments: params?.arguments,
        signal: context.mcpReq.signal,
        requestId,
        received,
        user: callerIn(context)?.subject,
    };
}

/** A result that says that the tool failed is a failure to the observers, and to the client the same result. */
async function passCall(observers: Observers, call: ObservedCall, pass: () => Promise<Result>): Promise<Result> {
    try {
        return await observeToolCall(observers, call, async () => {
            const result = await pass();
            if (result.isError === true) throw new FailedResult(result);
            return result;
        });
    } catch (error) {
        if (error instanceof FailedResult) return error.result;
        throw error;
    }
}

/** What the server does for a call belongs to the call's span: SEP-414, as for the headers of an API that a tool asks. */
function traced(request: JSONRPCRequest): JSONRPCRequest {
    const _meta = { ...request.params?._meta };
    propagation.inject(spans.active(), _meta);
    return { ...request, params: { ...request.params, _meta } };
}
