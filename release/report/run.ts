import type { ExitCode } from "./exit-codes";

/** What happens, as one JSON line of `--events`; `type` says what it is. Never holds the plain text of a secret. */
export interface RunEvent {
    /** "step", "engine", "result"; each command's own beyond those. */
    type: string;
    [field: string]: unknown;
}

/** What a step tells while it runs. */
export interface StepReport {
    /** What is being waited for; replaces what was said before. */
    waiting(text: string): void;
    /** What has happened: a line that stays. */
    happened(text: string): void;
}

/** One run of a command, as far as the command sees it. */
export interface Run {
    /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP: stop soon, leave things consistent. */
    readonly signal: AbortSignal;
    /** Somebody sits at a terminal and can be asked. */
    readonly interactive: boolean;
    /** Does the work as a step that people see with its time; it fails when the work fails. Steps may be nested. */
    step<T>(title: string, work: (report: StepReport) => Promise<T>): Promise<T>;
    /** Writes a line to `--events`; does nothing without it. */
    event(event: RunEvent): void;
    /** A line for people, on standard error. */
    say(text: string): void;
    /** Asks somebody for a line of text; only when `interactive`. */
    ask(question: string): Promise<string>;
}

/** What a command ends with, other than by an error (release-error.ts). */
export interface Result {
    exitCode: ExitCode;
    /** What people read on standard output; not printed with `--json` or `--events -`. */
    text?: string;
    /** What `--json` prints beside command, stack, exitCode and seconds. Never holds the plain text of a secret. */
    json?: Record<string, unknown>;
    /**
     * Markdown for the summary of a workflow's run.
     * @default text
     */
    summary?: string;
}
