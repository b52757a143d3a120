import { ExecaError, execa } from "execa";

/** How much of a failed command's output its error shows. */
const shownLines = 25;

export interface CommandOptions {
    env: Record<string, string>;
    signal: AbortSignal;
    /** Told every line as it comes. */
    onLine?(line: string): void;
}

/** Runs `docker` and gives its output. An error ends with the last lines and says nothing of arguments or environment. */
export async function docker(what: string, args: string[], options: CommandOptions): Promise<string> {
    const command = execa("docker", args, {
        env: options.env,
        cancelSignal: options.signal,
        all: true,
        stdin: "ignore",
    });
    try {
        for await (const line of command.iterable({ from: "all" })) options.onLine?.(line);
        return (await command).stdout;
    } catch (error) {
        if (!(error instanceof ExecaError)) throw error;
        if (error.code === "ENOENT") throw new Error(`${what}: there is no \`docker\` command on PATH`);
        if (error.isCanceled) throw new Error(`${what}: cancelled`);
        const lines = String(error.all ?? "")
            .trimEnd()
            .split("\n");
        throw new Error(`${what} (exit code ${error.exitCode}):\n${lines.slice(-shownLines).join("\n")}`);
    }
}
