import { startServer } from "../runtime/http/server";
import { untilStopAsked } from "../runtime/lifecycle/stop-signal";
import { createLogger } from "../runtime/observe/logging";
import { readConfig } from "../runtime/settings/settings";
import { forward } from "./forward";
import { startStdioServer } from "./stdio-server";

async function main(): Promise<void> {
    const config = readConfig(process.env);
    const log = createLogger(config);
    const [command, ...args] = process.argv.slice(process.argv.indexOf("--") + 1);
    if (!process.argv.includes("--") || command === undefined) {
        throw new Error("say which server to bridge: node bridge.mjs -- <command> [arguments…]");
    }
    const stopAsked = untilStopAsked();
    // Ready only when the server is: what listens after it has answered can be called.
    const stdioServer = await startStdioServer(command, args);
    stdioServer.onEnd(() => {
        log.error({ command }, "the server has ended, and so does its bridge");
        process.exit(1);
    });
    const tools = { make: () => forward(stdioServer.client), plain: new Set<string>() };
    const server = await startServer(config, log, () => tools);
    await stopAsked;
    await server.stop();
    await stdioServer.stop();
    process.exit(0);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
});
