import { startServer } from "./http/server";
import { untilStopAsked } from "./lifecycle/stop-signal";
import { toolServer } from "./mcp/tools";
import { createLogger } from "./observe/logging";
import { readConfig } from "./settings/settings";
import type { AnyTool } from "./tool";

/** What makes one server differ from another. */
export interface ServerDefinition {
    /** Told to clients. */
    version: string;
    tools: AnyTool[];
}

/** Runs a server until it is asked to stop, and ends the process with it. */
export function serve(definition: ServerDefinition): void {
    run(definition).catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
    });
}

async function run(definition: ServerDefinition): Promise<void> {
    const config = readConfig(process.env);
    const log = createLogger(config);
    const stopAsked = untilStopAsked();
    const server = await startServer(config, log, (name, observers) => toolServer(definition, name, observers));
    await stopAsked;
    await server.stop();
    process.exit(0);
}
