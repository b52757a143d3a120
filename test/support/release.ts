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

const tool = ["--import", "tsx", "release/cli.ts"];

/** Begins `npm run release -- …` without a terminal; the process is the command itself. */
export function startTool(args: string[], env: Record<string, string> = {}) {
    return execa(process.execPath, [...tool, ...args], { cwd: repositoryDir, env, reject: false, stdin: "ignore" });
}

/** `npm run release -- …`, without a terminal. */
export async function runTool(args: string[], env: Record<string, string> = {}): Promise<ReleaseRun> {
    const { exitCode, stdout, stderr } = await startTool(args, env);
    return { exitCode: exitCode ?? 1, stdout, stderr };
}

/** `npm run release -- <command> <stack> …` of a test's stack. */
export const release = (command: string, stack: ReleasedStack, ...options: string[]): Promise<ReleaseRun> =>
    runTool(of(command, stack, options), backendOf(stack));

/** The same, for doing something to it while it runs. */
export const startRelease = (command: string, stack: ReleasedStack, ...options: string[]) =>
    startTool(of(command, stack, options), backendOf(stack));

/** `npm run release -- promote …` between stacks of one backend. */
export function promote(from: ReleasedStack, to: ReleasedStack, ...options: string[]): Promise<ReleaseRun> {
    const source = ["--from", from.name, "--from-config-file", from.configFile];
    return runTool(["promote", ...source, "--to", to.name, "--config-file", to.configFile, ...options], backendOf(to));
}

/** The same in a terminal, where somebody types the answer as soon as the question is there. */
export async function releaseInTerminal(
    question: RegExp,
    answer: string,
    command: string,
    stack: ReleasedStack,
    ...options: string[]
): Promise<{ exitCode: number; shown: string }> {
    const line = [process.execPath, ...tool, ...of(command, stack, options)].map((arg) => `'${arg}'`).join(" ");
    const terminal = execa("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
        cwd: repositoryDir,
        env: backendOf(stack),
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

const of = (command: string, { name, configFile }: ReleasedStack, options: string[]) => [
    ...[command, name, "--config-file", configFile],
    ...options,
];

const backendOf = ({ backendUrl }: ReleasedStack) => ({ PULUMI_BACKEND_URL: backendUrl });
