import type { AnyServerDefinition } from "./definition";
import { untilStopAsked } from "./lifecycle/stop-signal";
import type { SettingsShape } from "./settings/setting";
import { startDefinition } from "./start";

export { defineServer, type ServerDefinition } from "./definition";
export { databaseSettings } from "./settings/database";

/** Runs a server until it is asked to stop, and ends the process with it. */
export function serve<Own extends SettingsShape>(definition: AnyServerDefinition<Own>): void {
    run(definition).catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
    });
}

async function run<Own extends SettingsShape>(definition: AnyServerDefinition<Own>): Promise<void> {
    const stopAsked = untilStopAsked();
    const server = await startDefinition(definition, process.env);
    await stopAsked;
    await server.stop();
    process.exit(0);
}
