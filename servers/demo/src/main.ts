import { readConfig } from "./config";
import { createLogger } from "./logging";
import { startServer } from "./server";

/** Exit code of a process that is interrupted before it is done: 128 + SIGINT. */
const interrupted = 130;

async function main(): Promise<void> {
    const config = readConfig(process.env);
    const log = createLogger(config);
    // Before the server listens, as the signal may come at any time.
    const stopAsked = new Promise<void>((resolve) => {
        let asked = false;
        for (const signal of ["SIGTERM", "SIGINT"] as const) {
            process.on(signal, () => {
                // Whoever asks twice does not want to wait.
                if (asked) process.exit(interrupted);
                asked = true;
                resolve();
            });
        }
    });
    const server = await startServer(config, log);
    await stopAsked;
    await server.stop();
    process.exit(0);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
});
