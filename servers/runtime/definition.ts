import type { Implementation, McpServer, ServerOptions } from "@modelcontextprotocol/server";
import type { Logger } from "pino";
import type { z } from "zod";
import type { Dependency } from "./dependencies/dependency";
import type { RedisClient } from "./dependencies/redis";
import type { SettingsShape } from "./settings/setting";
import type { AnyTool } from "./tool";

/** What a server offers to its clients. */
export interface Offer {
    tools: AnyTool[];
    /**
     * Makes the SDK's server that the tools are added to, for what `tools` cannot say: prompts, resources, tools that
     * answer with more than text. Called many times; the options go to the SDK, with others where there are any.
     */
    base?: (info: Implementation, options: ServerOptions) => McpServer;
}

/** A server whose tools need nothing but their arguments. */
export interface ServerDefinition extends Offer {
    /**
     * What the server is called where MCP_SERVER_NAME does not say otherwise, and where it is, `/<name>/mcp`, where
     * MCP_PATH does not. Letters, digits, ".", "_", "~" and "-".
     */
    name: string;
    /** Told to clients. */
    version: string;
}

/** What a server has opened at its start. */
export interface OpenedServer extends Offer {
    /** What `/ready` asks and tells of; redis is there by itself. */
    dependencies?: Dependency[];
    /** Called after the last call has ended. */
    close?(): Promise<void> | void;
}

/** What the runtime has for a server that opens something. */
export interface Surroundings {
    log: Logger;
    /**
     * The process's connection to the redis of REDIS_URL, and thereby a dependency. It need not be there yet: commands
     * fail at once while it is not. Throws when REDIS_URL is not set.
     */
    redis(): RedisClient;
}

/** A server with settings of its own, or with something to open before its tools can run. */
export interface OpeningServerDefinition<Own extends SettingsShape> {
    /**
     * What the server is called where MCP_SERVER_NAME does not say otherwise, and where it is, `/<name>/mcp`, where
     * MCP_PATH does not. Letters, digits, ".", "_", "~" and "-".
     */
    name: string;
    /** Told to clients. */
    version: string;
    /**
     * A zod schema for each environment variable, of text; `.meta({ description, secret })` says what it is. The
     * configuration file has it as `settings.<variable in lower case>`, or where `.meta({ key })` says.
     */
    settings: Own;
    /** An error ends the process with its message. */
    open(settings: z.output<z.ZodObject<Own>>, surroundings: Surroundings): Promise<OpenedServer> | OpenedServer;
}

export type AnyServerDefinition<Own extends SettingsShape = SettingsShape> =
    | ServerDefinition
    | OpeningServerDefinition<Own>;

/** Gives `open` the type of its settings. */
export function defineServer<Own extends SettingsShape>(
    definition: OpeningServerDefinition<Own>,
): OpeningServerDefinition<Own> {
    return definition;
}
