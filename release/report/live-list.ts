import { Listr, ListrLogger, PRESET_TIMER, ProcessOutput } from "listr2";
import type { Progress } from "./progress";
import type { StepReport } from "./run";

/** Lines of what happened that are shown under a running step. */
const shownLines = 10;

/** A live list: the running step with its time, what it waits for, and the last that happened in it. */
export function liveProgress(stream: NodeJS.WriteStream): Progress {
    // One list at a time owns the terminal: steps within or beside the running one are lines of it.
    let running: StepReport | undefined;
    const say = (text: string) => (running ? running.happened(text) : stream.write(`${text}\n`));

    async function within<T>(title: string, outer: StepReport, work: (report: StepReport) => Promise<T>): Promise<T> {
        const report: StepReport = {
            waiting: (text) => outer.waiting(`${title}: ${text}`),
            happened: (text) => outer.happened(`${title}: ${text}`),
        };
        try {
            const result = await work(report);
            outer.happened(`✔ ${title}`);
            return result;
        } catch (error) {
            outer.happened(`✘ ${title}`);
            throw error;
        }
    }

    async function alone<T>(title: string, work: (report: StepReport) => Promise<T>): Promise<T> {
        let result: { value: T } | undefined;
        const task = {
            title,
            rendererOptions: { timer: PRESET_TIMER, outputBar: shownLines },
            task: async (_context: unknown, shown: { title: string; output: string }) => {
                running = {
                    waiting: (text) => {
                        shown.title = text === "" ? title : `${title} · ${text}`;
                    },
                    happened: (text) => {
                        shown.output = text;
                    },
                };
                try {
                    result = { value: await work(running) };
                } finally {
                    shown.title = title;
                    running = undefined;
                }
            },
        };
        await new Listr([task], {
            // Ctrl-C is the run's own to hear (interruption.ts).
            registerSignalListeners: false,
            rendererOptions: {
                collapseErrors: false,
                showErrorMessage: false,
                logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
            },
        }).run();
        if (result === undefined) throw new Error(`step "${title}" ended without a result`);
        return result.value;
    }

    return { say, step: (title, work) => (running ? within(title, running, work) : alone(title, work)) };
}
