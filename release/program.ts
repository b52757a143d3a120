import { Command, Option } from "commander";
import type { CommonOptions, ReleaseCommand } from "./command";
import { exitCodeTexts } from "./report/exit-codes";

/** A command: what it is for, and where it is; it is loaded when it is called. */
interface Entry {
    summary: string;
    // biome-ignore lint/suspicious/noExplicitAny: each command has options of its own
    load(): { command: ReleaseCommand<any> };
}

/** In the order in which `--help` lists them. `require` and not `import`, as a command's options are wanted at once. */
export const commands: Record<string, Entry> = {
    preview: {
        summary: "what `up` would do, as Markdown for a pull request",
        load: () => require("./commands/preview"),
    },
    up: { summary: "preview, ask, update, verify, and record what was verified", load: () => require("./commands/up") },
    verify: {
        summary: "what is deployed: rollout, secrets, route, MCP, tools, stream, metrics",
        load: () => require("./commands/verify"),
    },
    promote: {
        summary: "bring what one stack ran and verified to another, by digest",
        load: () => require("./commands/promote"),
    },
    rollback: {
        summary: "bring back what ran and was verified before",
        load: () => require("./commands/rollback"),
    },
    diagnose: { summary: "why a server does not work, and what to change", load: () => require("./commands/diagnose") },
    drift: {
        summary: "what differs from the last update, by hand or otherwise",
        load: () => require("./commands/drift"),
    },
    destroy: { summary: "delete all that the stack made", load: () => require("./commands/destroy") },
};

/** What a parsed command line asks for. */
export interface Asked {
    name: string;
    command: ReleaseCommand;
    stack: string;
    options: CommonOptions;
}

/**
 * The command line. Without `only` every command is there with its options, as for those who check that an option exists;
 * with it the others have their summary alone, and what they import is not loaded.
 */
export function releaseProgram(only?: string, run?: (asked: Asked) => Promise<void>): Command {
    const program = new Command("npm run --silent release --")
        .description("Previews, deploys, verifies and promotes the stacks of a project.")
        .showHelpAfterError()
        .addHelpText("after", `\n${exitCodesHelp}`)
        // Wrong usage is refused by the same code as wrong configuration.
        .exitOverride();
    for (const [name, entry] of Object.entries(commands)) {
        const added = program.command(name).description(entry.summary).exitOverride().showHelpAfterError();
        if (only === undefined || only === name) define(added, name, entry.load().command, run);
    }
    return program;
}

function define(
    added: Command,
    name: string,
    command: ReleaseCommand,
    run: ((asked: Asked) => Promise<void>) | undefined,
): void {
    if (command.stackOf === undefined) added.argument("<stack>", "stack, as in Pulumi.<stack>.yaml");
    command.options?.(added);
    added
        .option("--config-file <file>", "the stack's configuration, where it is kept somewhere else")
        .addOption(new Option("--cwd <dir>", "the project's folder").default(undefined, "the folder of this package"))
        .option("--json", "one result object on standard output")
        .option("--events <file>", 'events of engine and steps as JSON lines; "-" is standard output')
        .addHelpText("after", `\n${exitCodesHelp}`)
        .action(async (...args: unknown[]) => {
            const options = added.opts<CommonOptions>();
            const stack = command.stackOf === undefined ? String(args[0]) : command.stackOf(options);
            await run?.({ name, command, stack, options });
        });
}

const exitCodesHelp = [
    "Exit codes:",
    ...Object.entries(exitCodeTexts).map(([code, text]) => `  ${code.padStart(3)}  ${text}`),
].join("\n");
