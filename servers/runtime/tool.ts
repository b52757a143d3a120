import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import type { Caller } from "./auth/caller";

/** What a running call can do besides returning its result. */
export interface Call {
    /** Aborted when the client cancels the call or goes away. */
    signal: AbortSignal;
    /** Who calls; undefined where the server asks for no token. */
    caller?: Caller;
    /** Tells the client how far the call is; does nothing where the client did not ask for it. */
    progress(done: number, total: number, message: string): Promise<void>;
    /** Asks something of an external API, so that the server's metrics and traces tell of it. */
    api: ApiCall;
}

/**
 * Runs `send`, and counts it by its success and by `endpoint`: what is asked, without identifiers ("repos/search").
 * `headers` continue the trace at an API that takes part in it. A `Response` also tells what the API still allows.
 */
export type ApiCall = <Answer>(
    endpoint: string,
    send: (headers: Record<string, string>) => Promise<Answer>,
) => Promise<Answer>;

/** A tool: what models are told about it, and what it does. The result is text. */
export interface Tool<Arguments> {
    name: string;
    title: string;
    description: string;
    arguments: StandardSchemaWithJSON<unknown, Arguments>;
    /**
     * Whether it changes anything: clients then may ask their user first.
     * @default false
     */
    writes?: boolean;
    /** Scopes that a caller's token needs for this tool, beyond those of every call; without authentication they mean nothing. */
    scopes?: [string, ...string[]];
    run(args: Arguments, call: Call): Promise<string> | string;
}

/** A tool of whatever arguments: only the schema that comes with it makes what `run` is given. */
// biome-ignore lint/suspicious/noExplicitAny: a function of its own arguments fits no other type
export type AnyTool = Tool<any>;
