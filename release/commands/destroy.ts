import type { CommonOptions, ReleaseCommand } from "../command";
import { OperationError } from "../engine/failure";
import { destroy, previewDestroy } from "../operations";
import { removeRecord } from "../record";
import { exitCodes } from "../report/exit-codes";
import { cancelled } from "../report/interruption";
import { refused } from "../report/release-error";
import type { Run } from "../report/run";
import type { ReleaseStack } from "../stack";
import { type Change, changesIn } from "../summary/changes";
import { protectionText } from "../summary/protection";
import { destroyMarkdown } from "../summary/update-markdown";

interface Options extends CommonOptions {
    yes?: boolean;
    remove?: boolean;
}

/** Deletes all that the stack made, after somebody has typed its name. */
export const command: ReleaseCommand<Options> = {
    options(command) {
        command
            .option("--yes", "do not ask; needed without a terminal")
            .option("--remove", "then remove the stack and its release record from the backend, too");
    },
    async run(stack, { yes, remove = false }, run) {
        if (!yes && !run.interactive) {
            throw refused("there is no terminal to ask at: with --yes the stack is destroyed without asking");
        }
        const planned = await plannedDeletions(stack, run);
        const protection = protectionText(stack.name, planned);
        if (protection !== undefined) throw refused(protection);
        if (!yes) await ask(stack, planned, run);
        const changes = changesIn((await destroy(stack, run)).events);
        if (remove) {
            await run.step(`removal of ${stack.name}`, async () => {
                await removeRecord(stack);
                await stack.automation.workspace.removeStack(stack.name, { preserveConfig: true });
            });
        }
        const deleted = changes.map(({ resource: { urn, server } }) => ({ urn, server }));
        return {
            exitCode: exitCodes.done,
            text: destroyMarkdown(stack.name, changes, remove),
            json: { deleted, removed: remove },
        };
    },
};

async function plannedDeletions(stack: ReleaseStack, run: Run): Promise<Change[]> {
    try {
        return changesIn((await previewDestroy(stack, run)).events);
    } catch (error) {
        // The engine ends at the first protected resource; all of them are told.
        if (!(error instanceof OperationError)) throw error;
        const planned = changesIn(error.events);
        if (!planned.some((change) => change.protected)) throw error;
        return planned;
    }
}

async function ask(stack: ReleaseStack, planned: Change[], run: Run): Promise<void> {
    run.say(`\n${destroyMarkdown(stack.name, planned, false).replace(" is destroyed:", " would be destroyed:")}`);
    const answer = await run.ask(`This deletes ${planned.length} resources. Type the stack's name to go on: `);
    if (answer.trim() !== stack.name) throw cancelled("Nothing was deleted: that is not the stack's name.");
}
