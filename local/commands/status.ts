import { embeddedSteps, environmentExists } from "../environment";
import { recordedDaemons, runningPid } from "../process/daemon";

/** `npm run dev:status`: a line each part; exit code 1 when a part that was started no longer runs. */
export async function status(): Promise<void> {
    if (!environmentExists()) {
        console.log("The local environment is not running. Start it: npm run dev");
        return;
    }
    for (const step of embeddedSteps) {
        const line = await step.status?.().catch((error: Error) => `not available: ${error.message}`);
        if (step.status) console.log(`${step.title.padEnd(32)} ${line ?? "-"}`);
    }
    const ended = recordedDaemons().filter((name) => runningPid(name) === undefined);
    if (ended.length > 0) {
        console.log(`\nEnded: ${ended.join(", ")}. Start what is missing: npm run dev`);
        process.exitCode = 1;
    }
}
