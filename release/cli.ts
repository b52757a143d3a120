import { CommanderError } from "commander";
import { releaseProgram } from "./program";
import { conduct } from "./report/conduct";
import { exitCodes } from "./report/exit-codes";

async function main(): Promise<void> {
    const args = process.argv.slice(2);
    // Only the command that is called is loaded, and none when help on the tool is asked for.
    const program = releaseProgram(args[0] ?? "--help", async (asked) => process.exit(await conduct(asked)));
    await program.parseAsync(args, { from: "user" });
}

main().catch((error: Error) => {
    if (!(error instanceof CommanderError)) process.stderr.write(`${error.stack ?? error.message}\n`);
    // Commander has told what is wrong; help that was asked for is no error.
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
});
