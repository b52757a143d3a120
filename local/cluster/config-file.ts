import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stopDaemon } from "../process/daemon";

/** Writes a daemon's configuration; a daemon that runs with another one is stopped, to be started anew. */
export async function configure(daemon: string, file: string, text: string): Promise<void> {
    if (existsSync(file) && readFileSync(file, "utf8") === text) return;
    await stopDaemon(daemon);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
}
