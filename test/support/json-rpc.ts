/** Requests as no SDK would send them, and what comes back. */

export type Message = object | object[];

export interface Answer {
    status: number;
    headers: Headers;
    /** The last message of the answer, from a JSON body or an event stream; undefined when there is none. */
    // biome-ignore lint/suspicious/noExplicitAny: tests look into it by whatever path they expect
    message: any;
}

export function request(method: string, params: object = {}, id = 1): object {
    return { jsonrpc: "2.0", id, method, params };
}

export function notification(method: string, params: object = {}): object {
    return { jsonrpc: "2.0", method, params };
}

/** Sends one body by POST with the headers that every revision asks for, and those given; undefined takes one away. */
export async function post(
    url: string,
    body: Message,
    headers: Record<string, string | undefined> = {},
): Promise<Answer> {
    const all = {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
    };
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return answerOf(await fetch(url, { method: "POST", headers: sent, body: JSON.stringify(body) }));
}

/** What a response says, however it is framed. */
export async function answerOf(response: Response): Promise<Answer> {
    const text = await response.text();
    const { status, headers } = response;
    const isStream = headers.get("content-type")?.startsWith("text/event-stream");
    const data = isStream
        ? text
              .split("\n")
              .filter((line) => line.startsWith("data: {"))
              .at(-1)
              ?.slice(6)
        : text;
    return { status, headers, message: data ? JSON.parse(data) : undefined };
}

const metaKey = "io.modelcontextprotocol/";

/** A request of 2026-07-28, or of the revision given, with its headers. */
export function modernRequest(
    method: string,
    params: { name?: string } & Record<string, unknown> = {},
    revision = "2026-07-28",
): { body: object; headers: Record<string, string | undefined> } {
    const _meta = {
        [`${metaKey}protocolVersion`]: revision,
        [`${metaKey}clientInfo`]: { name: "test", version: "1" },
        [`${metaKey}clientCapabilities`]: {},
    };
    return {
        body: request(method, { ...params, _meta }),
        headers: {
            "mcp-protocol-version": revision,
            "mcp-method": method,
            ...(params.name !== undefined && { "mcp-name": params.name }),
        },
    };
}
