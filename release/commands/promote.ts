import type { Command } from "commander";
import type { CommonOptions, ReleaseCommand } from "../command";
import { update } from "../operations";
import { changeLine, changesMarkdown, promotion } from "../promotion";
import { changeRecord, readRecord } from "../record";
import { pin } from "../record-changes";
import { exitCodes } from "../report/exit-codes";
import { ReleaseError, refused } from "../report/release-error";
import type { Result, Run } from "../report/run";
import { rolledBack } from "../rolled-back";
import { ownImages } from "../serving";
import { openStack, type ReleaseStack } from "../stack";
import { verified } from "../verified";
import { addVerifyOptions, type VerifyFlags, verifyOptionsOf } from "../verify/options";

interface Options extends CommonOptions, VerifyFlags {
    from: string;
    to: string;
    fromConfigFile?: string;
    server?: string[];
    yes?: boolean;
    up: boolean;
    rollbackOnFailure?: boolean;
}

/** Brings the images that one stack ran and verified to another, by their digests. */
export const command: ReleaseCommand<Options> = {
    creates: true,
    stackOf: ({ to }) => to,
    options(command: Command) {
        addVerifyOptions(command)
            .requiredOption("--from <stack>", "stack that verified them")
            .requiredOption("--to <stack>", "stack that is to run them")
            .option("--from-config-file <file>", "configuration of the first, where it is kept somewhere else")
            .option("--server <name...>", "only these servers")
            .option("--yes", "do not ask")
            .option("--no-up", "only write into the record of the second what its next update deploys")
            .option("--rollback-on-failure", "go back to what was verified there before, if it does not pass");
    },
    run: promote,
};

async function promote(to: ReleaseStack, options: Options, run: Run): Promise<Result> {
    if (to.config.release?.from !== options.from) throw refused(notFrom(to, options.from));
    const servers = ownImages(to, options.server);
    const plan = await run.step(`compare ${options.from} with ${to.name}`, () => planOf(to, servers, options));
    const lines = plan.changes.map(changeLine);
    const basis = `verified ${plan.release.at}${plan.release.commit ? `, commit ${plan.release.commit}` : ""}`;
    run.say(
        lines.length === 0
            ? `stack ${to.name} has all of ${options.from} already (${basis})`
            : `from ${options.from} to ${to.name} (${basis}):\n${lines.map((line) => `  ${line}`).join("\n")}`,
    );
    run.event({ type: "promotion", from: options.from, release: plan.release.at, changes: plan.changes });
    await approve(to.name, options, run);

    if (lines.length > 0) {
        await run.step(`record what ${to.name} is to run`, () => changeRecord(to, (record) => pin(record, plan.pins)));
    }
    const summary = changesMarkdown(`Promotion from ${options.from} to ${to.name}, ${basis}`, plan.changes);
    const promotionJson = { from: options.from, release: plan.release.at, changes: plan.changes };
    const told = [
        `Promoted from ${options.from} to ${to.name}, ${basis}:`,
        ...(lines.length > 0 ? lines : ["nothing new"]),
    ];
    if (!options.up) {
        const text = `${[...told, `\`release up ${to.name}\` deploys it.`].join("\n")}\n`;
        return { exitCode: exitCodes.done, text, summary, json: { promotion: promotionJson } };
    }
    const result = await deploy(to, options, run);
    return {
        ...result,
        text: `${told.join("\n")}\n\n${result.text ?? ""}`,
        summary: `${summary}\n${result.summary ?? ""}`,
        json: { ...result.json, promotion: promotionJson },
    };
}

async function planOf(to: ReleaseStack, servers: string[], { from, fromConfigFile, cwd }: Options) {
    const source = await openStack(from, { configFile: fromConfigFile, projectDir: cwd });
    const [outputs, record, own] = await Promise.all([source.outputs(), readRecord(source), readRecord(to)]);
    const deployed = (outputs.images ?? {}) as Record<string, string>;
    const facts = { from, verified: record.verified, deployed, servers, pins: own.pins };
    const plan = promotion({ ...facts, at: new Date().toISOString() });
    if (plan.reasons) {
        const text = `nothing was promoted:\n${plan.reasons.map((reason) => `  ${reason}`).join("\n")}`;
        throw new ReleaseError(text, exitCodes.verificationFailed, { reasons: plan.reasons });
    }
    return plan;
}

async function deploy(to: ReleaseStack, options: Options, run: Run): Promise<Result> {
    try {
        await update(to, run, { message: `promotion from ${options.from}` });
        const result = await verified(to, verifyOptionsOf(options), run);
        return result.exitCode === exitCodes.done ? result : rolledBack(to, options, run, result);
    } catch (error) {
        return rolledBack(to, options, run, error as Error);
    }
}

async function approve(stack: string, { yes }: Options, run: Run): Promise<void> {
    if (yes) return;
    if (!run.interactive) throw refused("nobody can be asked here; --yes promotes without asking");
    const answer = await run.ask(`Promote to ${stack}? Only "yes" does: `);
    if (answer.trim() !== "yes") throw refused("nothing was promoted");
}

function notFrom({ name, config }: ReleaseStack, from: string): string {
    const found = config.release?.from;
    const is = found === undefined ? "builds its images itself" : `takes images from stack "${found}"`;
    return `stack "${name}" ${is} (mcp-eks:release.from); set it to "${from}" in its configuration to promote from there`;
}
