import type { Run } from "../../release/report/run";

/** A run at which nobody sits; keeps what it tells. */
export function quietRun(told: string[]): Run {
    const report = { waiting: () => undefined, happened: (text: string) => void told.push(text) };
    return {
        signal: new AbortController().signal,
        interactive: false,
        step: (_title, work) => work(report),
        event: () => undefined,
        say: (text) => void told.push(text),
        ask: () => Promise.reject(new Error("nobody is there")),
    };
}
