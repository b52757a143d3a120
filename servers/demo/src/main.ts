import { readConfig } from "./config";
import { createLogger } from "./logging";
import { mcpServerFactory } from "./mcp";
import { startServer } from "./server";
import { untilStopAsked } from "./stop-signal";

async function main(): Promise<void> {
    const config = readConfig(process.env);
    const log = createLogger(config);
    const stopAsked = untilStopAsked();
    const server = await startServer(config, log, mcpServerFactory);
    await stopAsked;
    await server.stop();
    process.exit(0);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
});
