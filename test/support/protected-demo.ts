import { type DemoServer, startDemoServer, toolCallRequest } from "./demo-server";

/** Public URL of a protected demo server that clients reach by another one. */
export const resource = "https://mcp.example.com/demo/mcp";
/** Where its metadata is. */
export const metadataUrl = "https://mcp.example.com/.well-known/oauth-protected-resource/demo/mcp";

/** The demo server, for callers with tokens of an issuer. */
export function startProtectedDemo(issuer: string, variables: Record<string, string> = {}): Promise<DemoServer> {
    return startDemoServer({
        AUTH_ISSUER_URL: issuer,
        RESOURCE_SERVER_URL: resource,
        REQUIRED_SCOPES: "mcp:tools",
        ...variables,
    });
}

/** Calls `add_numbers` with these headers; the answer's text is read. */
export async function callWithHeaders(
    url: string,
    headers: Record<string, string>,
): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(url, toolCallRequest("add_numbers", { numbers: [19, 23] }, headers));
    return { status: response.status, headers: response.headers, text: await response.text() };
}

/** As `callWithHeaders`, with a token. */
export function callWithToken(url: string, token: string): ReturnType<typeof callWithHeaders> {
    return callWithHeaders(url, { authorization: `Bearer ${token}` });
}
