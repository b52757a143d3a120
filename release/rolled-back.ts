import { exitCodes } from "./report/exit-codes";
import { ReleaseError } from "./report/release-error";
import type { Result, Run } from "./report/run";
import type { ReleaseStack } from "./stack";

/** Failures after which what ran before is better than what runs now. */
const undoable: readonly number[] = [exitCodes.failed, exitCodes.verificationFailed];

/** Brings back what was verified last. */
type GoBack = (stack: ReleaseStack, options: object, run: Run) => Promise<Result>;

const rollback: GoBack = (...args) =>
    (require("./commands/rollback") as typeof import("./commands/rollback")).rollback(...args);

/** Gives the failure on, after a rollback where one was asked for: what was to be done is not done, whatever runs now. */
export async function rolledBack(
    stack: ReleaseStack,
    options: { rollbackOnFailure?: boolean },
    run: Run,
    failed: Error | Result,
    goBack: GoBack = rollback,
): Promise<Result> {
    const exitCode = failed instanceof ReleaseError || !(failed instanceof Error) ? failed.exitCode : exitCodes.failed;
    if (!options.rollbackOnFailure || run.signal.aborted || !undoable.includes(exitCode)) {
        if (failed instanceof Error) throw failed;
        return failed;
    }
    const why: Result =
        failed instanceof Error ? { exitCode, text: failed.message, json: { error: failed.message } } : failed;
    run.say(`\n${why.text ?? ""}\nGoing back to the last verified images`);
    const back = await goBack(stack, {}, run).catch(
        (error: Error): Result => ({ exitCode: exitCodes.failed, text: `The rollback failed: ${error.message}` }),
    );
    const texts = [why.summary ?? why.text, back.summary ?? back.text];
    return {
        exitCode,
        text: [why.text, back.text].join("\n\n"),
        summary: texts.join("\n\n"),
        json: {
            ...why.json,
            rolledBack: back.exitCode === exitCodes.done,
            rollback: back.json ?? { error: back.text },
        },
    };
}
