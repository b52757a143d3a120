import type { IncomingHttpHeaders } from "node:http";
import {
    classifyInboundRequest,
    type JSONRPCRequest,
    type MessageClassification,
    SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";

/** The revision whose requests say everything about themselves in headers and `_meta`, instead of an `initialize`. */
export const modernRevision = "2026-07-28";

/** A request in which nothing needs to be refused, negotiated or looked up before its method is run. */
export interface PlainRequest {
    message: JSONRPCRequest;
    /** Revision and era where the request says them; a request of an older era says nothing. */
    classification?: MessageClassification;
}

/**
 * Finds the requests that nearly all are: one `tools/list`, `tools/call` or `ping`, with the headers that belong to it. Whatever
 * is odd about a request makes it another's to answer, so what is not asked here is never wrongly allowed.
 */
export function plainRequest(
    body: unknown,
    headers: IncomingHttpHeaders,
    plainTools: ReadonlySet<string>,
): PlainRequest | undefined {
    if (!acceptsBoth(headers.accept)) return undefined;
    const version = headers["mcp-protocol-version"];
    const classified = classifyInboundRequest({
        httpMethod: "POST",
        ...(typeof version === "string" ? { protocolVersionHeader: version } : {}),
        body,
    });
    if (classified.kind === "reject") return undefined;
    if (classified.kind === "legacy") {
        if (classified.reason !== "no-claim") return undefined;
        if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))) return undefined;
        const message = body as JSONRPCRequest;
        return isPlainMethod(message, plainTools) ? { message } : undefined;
    }
    if (classified.messageKind !== "request") return undefined;
    const { message, classification } = classified;
    const { method } = message;
    if (version !== modernRevision || classification.revision !== modernRevision) return undefined;
    // This revision knows no ping, and wants its headers to agree with the body.
    if (method === "ping" || headers["mcp-method"] !== method) return undefined;
    if (method === "tools/call" && headers["mcp-name"] !== message.params?.name) return undefined;
    return isPlainMethod(message, plainTools) ? { message, classification } : undefined;
}

function isPlainMethod({ method, params }: JSONRPCRequest, plainTools: ReadonlySet<string>): boolean {
    if (method === "tools/call") return typeof params?.name === "string" && plainTools.has(params.name);
    return (method === "tools/list" || method === "ping") && plainTools.size > 0;
}

function acceptsBoth(accept: string | undefined): boolean {
    return accept?.includes("application/json") === true && accept.includes("text/event-stream");
}
