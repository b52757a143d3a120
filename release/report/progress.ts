import type { StepReport } from "./run";

/** Shows people how a run goes. */
export interface Progress {
    /** Shows the step while `work` runs; titles of steps within others are said as such. */
    step<T>(title: string, work: (report: StepReport) => Promise<T>): Promise<T>;
    say(text: string): void;
}

/** A live list in a terminal, else plain lines, both on standard error. */
export function progressFor(stream: NodeJS.WriteStream): Progress {
    if (!stream.isTTY) return (require("./lines") as typeof import("./lines")).lineProgress(stream);
    return (require("./live-list") as typeof import("./live-list")).liveProgress(stream);
}
