import { existsSync } from "node:fs";
import { canaryPercent } from "../canary-decisions";
import type { CommonOptions, ReleaseCommand } from "../command";
import { update } from "../operations";
import { clearPins } from "../pins";
import { previewed } from "../previewed";
import { exitCodes } from "../report/exit-codes";
import { cancelled } from "../report/interruption";
import { refused } from "../report/release-error";
import type { Result, Run } from "../report/run";
import { rolledBack } from "../rolled-back";
import { type ReleaseStack, typedPath } from "../stack";
import { changesIn } from "../summary/changes";
import { previewMarkdown } from "../summary/preview-markdown";
import { updateMarkdown } from "../summary/update-markdown";
import { verified } from "../verified";
import { addVerifyOptions, type VerifyFlags, verifyOptionsOf } from "../verify/options";

interface Options extends CommonOptions, VerifyFlags {
    yes?: boolean;
    plan?: string;
    preview: boolean;
    refresh?: boolean;
    verify: boolean;
    rollbackOnFailure?: boolean;
    canary?: number;
    message?: string;
}

/** Previews, asks, updates, verifies, and records what was verified. */
export const command: ReleaseCommand<Options> = {
    creates: true,
    options(command) {
        command
            .option("--yes", "do not ask; needed without a terminal")
            .option("--plan <file>", "apply what `preview --save-plan` saved, and only that")
            .option("--no-preview", "update at once (with --yes)")
            .option("--refresh", "look first at what is really there, and put it right")
            .option("--no-verify", "do not verify what was deployed")
            .option(
                "--rollback-on-failure",
                "go back to the last verified images when the update or its verification fails",
            )
            .option(
                "--canary <percent>",
                "try new images out on this share of the calls, 1 to 50, before all pods get them",
                canaryPercent,
            )
            .option("--message <text>", "what the update is for, in the stack's history");
        addVerifyOptions(command);
    },
    async run(stack, options, run) {
        const plan = options.plan === undefined ? undefined : typedPath(options.plan);
        refuseUnfit(stack, options, plan, run);
        if (plan === undefined && options.preview) await previewAndAsk(stack, options, run);
        else if (!options.yes) await ask(stack, run);
        if (options.canary !== undefined) await tryOutFirst(stack, options, options.canary, run);
        try {
            return await updateAndVerify(stack, options, plan, run);
        } catch (error) {
            return rolledBack(stack, options, run, error as Error);
        }
    },
};

function refuseUnfit(stack: ReleaseStack, options: Options, plan: string | undefined, run: Run): void {
    if (!options.yes && !run.interactive) {
        throw refused("there is no terminal to ask at: with --yes the update is made without asking");
    }
    if (!options.preview && !options.yes)
        throw refused("--no-preview goes with --yes: nobody could say what they agree to");
    if (plan !== undefined && options.refresh)
        throw refused("--plan goes without --refresh: what it finds is not planned");
    if (plan !== undefined && !existsSync(plan)) {
        throw refused(`there is no plan ${plan}; save one: release preview ${stack.name} --save-plan <file>`);
    }
    if (plan !== undefined && options.canary !== undefined)
        throw refused("--plan goes without --canary: what trying out does is not planned");
    if (!options.verify && options.canary !== undefined)
        throw refused("--canary goes without --no-verify: it is verification that a canary has to pass");
    if (options.rollbackOnFailure && stack.config.release === undefined) {
        throw refused(
            `--rollback-on-failure: stack "${stack.name}" keeps no record of verified releases; give it mcp-eks:release`,
        );
    }
}

async function previewAndAsk(stack: ReleaseStack, { yes, refresh }: Options, run: Run): Promise<void> {
    const { summary, failure } = await previewed(stack, run, { refresh });
    run.say(`\n${previewMarkdown(summary)}`);
    if (failure !== undefined) throw failure;
    if (!yes && summary.changes.length > 0) await ask(stack, run);
}

async function ask(stack: ReleaseStack, run: Run): Promise<void> {
    const answer = await run.ask(`Update "${stack.name}"? (yes/no) `);
    if (!/^y(es)?$/i.test(answer.trim())) throw cancelled("Nothing was changed.");
}

/** Its failure needs no rollback: the version that was there before still has all pods but the canary's. */
async function tryOutFirst(stack: ReleaseStack, options: Options, percent: number, run: Run): Promise<void> {
    const { tryOut } = require("../canary") as typeof import("../canary");
    await clearPins(stack, run);
    await tryOut(stack, { percent, verify: verifyOptionsOf(options) }, run);
}

async function updateAndVerify(
    stack: ReleaseStack,
    options: Options,
    plan: string | undefined,
    run: Run,
): Promise<Result> {
    const { refresh, message } = options;
    // What a plan has pinned stays so: only what was planned is done.
    if (plan === undefined) await clearPins(stack, run);
    const { events } = await update(stack, run, { plan, refresh, message });
    const changes = changesIn(events);
    const markdown = updateMarkdown(stack.name, changes);
    const json = { changes: changes.map(({ resource: { urn, server }, action }) => ({ urn, server, action })) };
    if (!options.verify) return { exitCode: exitCodes.done, text: markdown, json: { ...json, verified: null } };

    const found = await verified(stack, verifyOptionsOf(options), run);
    const passed = found.exitCode === exitCodes.done;
    const result: Result = {
        ...found,
        text: `${markdown}\n${found.text ?? ""}`,
        summary: `${markdown}\n${found.summary ?? found.text ?? ""}`,
        json: { ...json, ...found.json, verified: passed },
    };
    return passed ? result : rolledBack(stack, options, run, result);
}
