import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Asked } from "../program";
import { eventLog, standardOutput } from "./event-log";
import { type ExitCode, exitCodes, exitCodeTexts } from "./exit-codes";
import { interruption, listenToSignals } from "./interruption";
import { progressFor } from "./progress";
import { ReleaseError } from "./release-error";
import type { Result, Run } from "./run";

/** What `--json` prints, and the last line of `--events`. */
interface Outcome extends Record<string, unknown> {
    command: string;
    stack: string;
    exitCode: ExitCode;
    /** The exit code in words. */
    outcome: string;
    seconds: number;
    /** What went wrong, for people. */
    error?: string;
}

/** Runs a command from its stack's opening to its last line of output; resolves to the exit code. */
export async function conduct({ name, command, stack, options }: Asked): Promise<ExitCode> {
    const started = Date.now();
    // Who reads only the beginning of the output, as `head` does, ends no run by it.
    process.stdout.on("error", () => undefined);
    process.stderr.on("error", () => undefined);
    let run: Run | undefined;
    let result: Result;
    try {
        run = startRun(options.events);
        const { openStack } = require("../stack") as typeof import("../stack");
        const { configFile, cwd: projectDir } = options;
        const opened = await openStack(stack, { configFile, projectDir, create: command.creates });
        result = await command.run(opened, options, run);
    } catch (error) {
        result = failure(error as Error);
    }
    const { exitCode, json } = result;
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const outcome: Outcome = { command: name, stack, exitCode, outcome: exitCodeTexts[exitCode], seconds, ...json };
    run?.event({ type: "result", ...outcome });
    if (outcome.error !== undefined) process.stderr.write(`\n${outcome.error}\n`);
    if (options.events !== standardOutput) {
        await print(options.json ? `${JSON.stringify(outcome, undefined, 2)}\n` : (result.text ?? ""));
    }
    toWorkflow(result);
    return exitCode;
}

function startRun(events: string | undefined): Run {
    const progress = progressFor(process.stderr);
    const event = eventLog(events);
    listenToSignals(progress.say);
    return {
        signal: interruption.stop,
        interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
        event,
        say: progress.say,
        async step(title, work) {
            interruption.stop.throwIfAborted();
            const started = Date.now();
            const told = (state: string) =>
                event({ type: "step", title, state, seconds: (Date.now() - started) / 1000 });
            told("started");
            try {
                const done = await progress.step(title, work);
                told("done");
                return done;
            } catch (error) {
                told("failed");
                throw error;
            }
        },
        async ask(question) {
            const terminal = createInterface({ input: process.stdin, output: process.stderr });
            // The terminal would otherwise keep Ctrl-C to itself.
            terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
            try {
                return await terminal.question(question, { signal: interruption.stop });
            } finally {
                terminal.close();
            }
        },
    };
}

function failure(error: Error): Result {
    if (interruption.stop.aborted) {
        const message = error instanceof ReleaseError ? error.message : "cancelled";
        return { exitCode: exitCodes.cancelled, json: { error: message }, summary: message };
    }
    if (error instanceof ReleaseError) {
        const { message, exitCode, details } = error;
        return { exitCode, json: { ...details, error: message }, summary: message };
    }
    // What nobody foresaw is told with the place where it arose.
    return { exitCode: exitCodes.failed, json: { error: error.stack ?? error.message }, summary: error.message };
}

const print = (text: string) => new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));

/** Adds to the page that GitHub shows of a workflow's run. */
function toWorkflow({ summary, text }: Result): void {
    const file = process.env.GITHUB_STEP_SUMMARY;
    const markdown = summary ?? text;
    if (file && markdown) appendFileSync(file, `${markdown.trimEnd()}\n\n`);
}
