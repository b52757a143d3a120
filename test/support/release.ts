import { execa } from "execa";
import { repositoryDir } from "../../local/paths";
import type { TestStack } from "./stack";

/** A stack as the command finds it. */
export type ReleasedStack = Pick<TestStack, "name" | "configFile" | "backendUrl">;

/** What one `release` run gave. */
export interface ReleaseRun {
    exitCode: number;
    stdout: string;
    stderr: string;
}

/** `npm run release -- <command> <stack> …` of a test's stack, without a terminal. */
export async function release(command: string, stack: ReleasedStack, ...options: string[]): Promise<ReleaseRun> {
    const { exitCode, stdout, stderr } = await startRelease(command, stack, ...options);
    return { exitCode: exitCode ?? 1, stdout, stderr };
}

/** The same, for doing something to it while it runs; the process is the command itself. */
export function startRelease(command: string, stack: ReleasedStack, ...options: string[]) {
    return execa(process.execPath, releaseArgs(command, stack, ...options), {
        ...surroundings(stack),
        reject: false,
        stdin: "ignore",
    });
}

/** The same in a terminal, where somebody types the answer as soon as the question is there. */
export async function releaseInTerminal(
    question: RegExp,
    answer: string,
    command: string,
    stack: ReleasedStack,
    ...options: string[]
): Promise<{ exitCode: number; shown: string }> {
    const line = [process.execPath, ...releaseArgs(command, stack, ...options)].map((arg) => `'${arg}'`).join(" ");
    const terminal = execa("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
        ...surroundings(stack),
        all: true,
        reject: false,
    });
    let shown = "";
    terminal.all.on("data", (chunk: Buffer) => {
        const asked = question.test(shown);
        shown += chunk.toString();
        if (!asked && question.test(shown)) terminal.stdin.write(`${answer}\n`);
    });
    const { exitCode } = await terminal;
    return { exitCode: exitCode ?? 1, shown };
}

/** Fails with what was said unless the run ended so. */
export function ended(run: ReleaseRun, exitCode: number): ReleaseRun {
    if (run.exitCode === exitCode) return run;
    throw new Error(`release ended with ${run.exitCode}, not ${exitCode}:\n${run.stderr}\n${run.stdout}`);
}

function releaseArgs(command: string, { name, configFile }: ReleasedStack, ...options: string[]): string[] {
    return ["--import", "tsx", "release/cli.ts", command, name, "--config-file", configFile, ...options];
}

const surroundings = ({ backendUrl }: ReleasedStack) => ({
    cwd: repositoryDir,
    env: { PULUMI_BACKEND_URL: backendUrl },
});
