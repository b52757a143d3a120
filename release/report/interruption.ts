import { exitCodes } from "./exit-codes";
import { ReleaseError } from "./release-error";

const stopping = new AbortController();
const killing = new AbortController();

/** How people end a run, for the whole process as signals are the process's. */
export const interruption = {
    /** The first Ctrl-C: end in good order. */
    stop: stopping.signal,
    /** The second one: end now. */
    kill: killing.signal,
};

/** How long the engine may take to end by itself when it is told the second time. */
export const killGraceMilliseconds = 10_000;

/** Listens to the signals by which terminals and machines end a process. */
export function listenToSignals(say: (text: string) => void): void {
    let count = 0;
    const listen = (signal: NodeJS.Signals) => {
        count++;
        if (count === 1) {
            say(
                `${signal}: stopping in good order; what runs now is finished or cancelled. Once more ends it at once.`,
            );
            stopping.abort(cancelled());
        } else if (count === 2) {
            say("Ending at once: what the engine was doing is recorded as pending; the next run looks at it.");
            killing.abort(cancelled());
        } else {
            process.exit(exitCodes.cancelled);
        }
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => listen(signal));
}

export const cancelled = (message = "cancelled") => new ReleaseError(message, exitCodes.cancelled);
