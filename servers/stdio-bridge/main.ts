import { setImmediate as nextTurn } from "node:timers/promises";
import { startServer } from "../runtime/http/server";
import { untilStopAsked } from "../runtime/lifecycle/stop-signal";
import { createLogger } from "../runtime/observe/logging";
import { startTracing, traceFlushMilliseconds } from "../runtime/observe/tracing";
import { readConfig } from "../runtime/settings/settings";
import { identityOf, startStdioServer } from "./stdio-server";
import { firstList } from "./tool-names";
import { bridgedTools } from "./tool-server";

async function main(): Promise<void> {
    const config = readConfig(process.env, "stdio-bridge");
    const log = createLogger(config);
    const [command, ...args] = process.argv.slice(process.argv.indexOf("--") + 1);
    if (!process.argv.includes("--") || command === undefined) {
        throw new Error("say which server to bridge: node bridge.mjs -- <command> [arguments…]");
    }
    const stopAsked = untilStopAsked();
    // Ready only when the server is: what listens after it has answered can be called.
    const { client, ended, stop } = await startStdioServer(command, args);
    const tracing = await startTracing({
        server: config.MCP_SERVER_NAME,
        version: identityOf(client).version,
        traceArguments: config.MCP_TRACE_ARGUMENTS,
        log,
    });
    void ended.then(async () => {
        log.error({ command }, "the server has ended, and so does its bridge");
        // The calls that ended with it are to be told of.
        await nextTurn();
        await tracing.stop(traceFlushMilliseconds);
        process.exit(1);
    });
    const listed = await firstList(client, log);
    const server = await startServer(config, log, (_name, observers) => bridgedTools(client, listed, observers), {
        tracing,
    });
    await stopAsked;
    await server.stop();
    await stop();
    await tracing.stop(traceFlushMilliseconds);
    process.exit(0);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
});
