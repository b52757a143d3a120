/** Exit code of a process that is interrupted before it is done: 128 + SIGINT. */
const interrupted = 130;

/** Resolves when the process is asked to end. Call it before the server listens, as the signal may come at any time. */
export function untilStopAsked(): Promise<void> {
    return new Promise((resolve) => {
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
}
