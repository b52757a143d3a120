import { Listr, type ListrTask, PRESET_TIMER } from "listr2";
import type { Step } from "./step";

/** Time as people read it: "4.2 s", "1m 12s". */
export function elapsed(milliseconds: number): string {
    const seconds = milliseconds / 1000;
    if (seconds < 60) return `${seconds.toFixed(1)} s`;
    return `${Math.floor(seconds / 60)}m ${String(Math.floor(seconds % 60)).padStart(2, "0")}s`;
}

/** What a renderer is told while steps run. */
export interface StepRun {
    step: Step;
    /** Resolves when what it needs is done and it starts. */
    started: Promise<void>;
    /** Resolves when it is done, rejects when it failed. */
    done: Promise<void>;
    /** Called with each new progress text. */
    onReport(listener: (text: string) => void): void;
}

/** Shows runs as they go: a live list on a terminal, else a line each when done and one for the running every 15 s. */
export function showProgress(runs: StepRun[]): Promise<void> {
    return process.stderr.isTTY ? showLiveList(runs) : showLines(runs);
}

async function showLiveList(runs: StepRun[]): Promise<void> {
    const tasks: ListrTask[] = runs.map((run) => ({
        title: run.step.title,
        rendererOptions: { timer: { ...PRESET_TIMER, condition: (duration: number) => duration > 2000 } },
        task: async (_context, task) => {
            run.onReport((text) => {
                task.output = text;
            });
            await run.done;
        },
    }));
    await new Listr(tasks, { concurrent: true, exitOnError: false, rendererOptions: { collapseErrors: false } }).run();
}

const heartbeatMilliseconds = 15_000;

async function showLines(runs: StepRun[]): Promise<void> {
    const running = new Map<string, { since: number; text: string }>();
    const write = (line: string) => process.stderr.write(`${line}\n`);
    const heartbeat = setInterval(() => {
        for (const [title, { since, text }] of running) {
            write(`… ${title} (${elapsed(Date.now() - since)})${text ? `: ${text}` : ""}`);
        }
    }, heartbeatMilliseconds);
    await Promise.allSettled(
        runs.map(async (run) => {
            await run.started.catch(() => undefined);
            const since = Date.now();
            running.set(run.step.title, { since, text: "" });
            run.onReport((text) => running.set(run.step.title, { since, text }));
            try {
                await run.done;
                const took = Date.now() - since;
                if (took > 2000) write(`✔ ${run.step.title} (${elapsed(took)})`);
            } catch (error) {
                if (!(error instanceof NotStarted)) write(`✘ ${run.step.title}: ${(error as Error).message}`);
            } finally {
                running.delete(run.step.title);
            }
        }),
    );
    clearInterval(heartbeat);
}

/** A step that never began, since one that it needs failed. */
export class NotStarted extends Error {}
