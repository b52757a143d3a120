import type { Command } from "commander";
import type { Result, Run } from "./report/run";
import type { ReleaseStack } from "./stack";

/** Options that every command has. */
export interface CommonOptions {
    /** The stack's configuration, where it is kept somewhere else than in the project's folder. */
    configFile?: string;
    /** The project's folder; undefined is the folder of this package. */
    cwd?: string;
    json?: boolean;
    /** File that events are written to, "-" for standard output. */
    events?: string;
}

/** What `release/commands/<command>.ts` exports as `command`. */
export interface ReleaseCommand<Options extends CommonOptions = CommonOptions> {
    /** Adds the command's own options; `<stack>` and the common ones are there. */
    options?(command: Command): void;
    /** For a command that takes no argument `<stack>`: the stack that it changes, told by its options. */
    stackOf?(options: Options): string;
    /** Creates the stack in the backend when it is not there; else the command is refused. */
    creates?: boolean;
    run(stack: ReleaseStack, options: Options, run: Run): Promise<Result>;
}
