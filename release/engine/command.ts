import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { execa } from "execa";
import { interruption, killGraceMilliseconds } from "../report/interruption";
import { refused } from "../report/release-error";

/** The engine ended with an error; texts are what it printed. */
export class EngineFailed extends Error {
    constructor(
        readonly exitCode: number | undefined,
        readonly stdout: string,
        readonly stderr: string,
    ) {
        super(stderr.trim() || stdout.trim() || `pulumi ended with ${exitCode ?? "a signal"}`);
    }
}

export interface CommandResult {
    stdout: string;
    stderr: string;
    code: number;
}

type Listener = (text: string) => void;

/** As Automation calls it; its declaration leaves this method out. */
export interface RunnableCommand {
    run(
        args: string[],
        cwd: string,
        env: Record<string, string>,
        onOutput?: Listener,
        onError?: Listener,
        signal?: AbortSignal,
    ): Promise<CommandResult>;
}

/**
 * The `pulumi` of PATH, in a process group of its own. Ctrl-C in a terminal goes to all of a group, and the engine takes a
 * second signal for the wish to end at once: so it hears of the first Ctrl-C from us alone, and of the second when there is one.
 */
export function engineCommand(): Promise<PulumiCommand & RunnableCommand> {
    found ??= findEngine();
    return found;
}

/** A command opens stacks and records; to find the engine is to run it once for its version. */
let found: Promise<PulumiCommand & RunnableCommand> | undefined;

async function findEngine(): Promise<PulumiCommand & RunnableCommand> {
    const { PulumiCommand } = require("@pulumi/pulumi/automation") as typeof import("@pulumi/pulumi/automation");
    const command = (await PulumiCommand.get().catch((error: Error) => {
        throw refused(
            /ENOENT/.test(error.message)
                ? "pulumi is not in PATH; install it (https://www.pulumi.com/docs/install/), or work in `npm run dev:shell`"
                : error.message,
        );
    })) as PulumiCommand & RunnableCommand;
    command.run = run;
    return command;
}

const run: RunnableCommand["run"] = async (args, cwd, env, onOutput, onError, signal) => {
    const child = execa("pulumi", [...args, "--non-interactive"], {
        cwd,
        env: { ...env, PULUMI_AUTOMATION_API: "true" },
        stdin: "ignore",
        detached: true,
        // It lives on for as long as it takes to end in good order, even when this process is asked to go.
        cleanup: false,
        reject: false,
        maxBuffer: Number.POSITIVE_INFINITY,
    });
    child.stdout.on("data", (chunk: Buffer) => onOutput?.(chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => onError?.(chunk.toString()));
    const cancel = () => child.kill("SIGINT");
    const end = () => {
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGKILL"), killGraceMilliseconds).unref();
    };
    const listeners: [AbortSignal | undefined, () => void][] = [
        [signal, cancel],
        [interruption.kill, end],
    ];
    for (const [aborted, listener] of listeners) {
        if (aborted?.aborted) listener();
        else aborted?.addEventListener("abort", listener, { once: true });
    }
    try {
        const { exitCode, stdout, stderr } = await child;
        if (exitCode !== 0) throw new EngineFailed(exitCode, stdout, stderr);
        return { stdout, stderr, code: exitCode };
    } finally {
        for (const [aborted, listener] of listeners) aborted?.removeEventListener("abort", listener);
    }
};
