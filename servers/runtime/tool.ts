import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";

/** What a running call can do besides returning its result. */
export interface Call {
    /** Aborted when the client cancels the call or goes away. */
    signal: AbortSignal;
    /** Tells the client how far the call is; does nothing where the client did not ask for it. */
    progress(done: number, total: number, message: string): Promise<void>;
}

/** A tool: what models are told about it, and what it does. The result is text. */
export interface Tool<Arguments> {
    name: string;
    title: string;
    description: string;
    arguments: StandardSchemaWithJSON<unknown, Arguments>;
    run(args: Arguments, call: Call): Promise<string> | string;
}

/** A tool of whatever arguments: only the schema that comes with it makes what `run` is given. */
// biome-ignore lint/suspicious/noExplicitAny: a function of its own arguments fits no other type
export type AnyTool = Tool<any>;
