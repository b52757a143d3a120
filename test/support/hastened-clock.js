/** Loaded into a process by NODE_OPTIONS: from SIGUSR2 on, what it does after a minute it does after a second. */
process.on("SIGUSR2", () => {
    const { setTimeout: inRealTime } = globalThis;
    globalThis.setTimeout = Object.assign(
        (callback, milliseconds, ...args) => inRealTime(callback, milliseconds / 60, ...args),
        inRealTime,
    );
});
