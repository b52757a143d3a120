import type { Command } from "commander";
import type { VerifiedRelease } from "../../stacks/release-record";
import type { CommonOptions, ReleaseCommand } from "../command";
import { update } from "../operations";
import { changeLine, changesMarkdown } from "../promotion";
import { changeRecord, readRecord } from "../record";
import { lastVerifiedOther, pin } from "../record-changes";
import { refused } from "../report/release-error";
import type { Result, Run } from "../report/run";
import { ownImages } from "../serving";
import type { ReleaseStack } from "../stack";
import { verified } from "../verified";
import type { VerifyOptions } from "../verify/options";
import { addVerifyOptions, type VerifyFlags, verifyOptionsOf } from "../verify/options";

interface Options extends CommonOptions, VerifyFlags {
    server?: string[];
    to?: string;
}

/** What is taken back, and how it is verified afterwards. */
export interface RollbackOptions {
    /** @default all that have images of their own */
    servers?: string[];
    /**
     * Which of the verified releases, 1 for the newest.
     * @default the newest of which not all runs
     */
    to?: number;
    verify?: VerifyOptions;
}

/** Brings back what ran and was verified before. */
export const command: ReleaseCommand<Options> = {
    options(command: Command) {
        addVerifyOptions(command)
            .option("--server <name...>", "only these servers")
            .option("--to <n>", "the n-th newest verified release, in place of the newest of which not all runs");
    },
    run: (stack, options, run) =>
        rollback(stack, { servers: options.server, to: position(options.to), verify: verifyOptionsOf(options) }, run),
};

/** Pins the images of an earlier release, updates and verifies. */
export async function rollback(stack: ReleaseStack, options: RollbackOptions, run: Run): Promise<Result> {
    const servers = ownImages(stack, options.servers);
    const [record, outputs] = await Promise.all([readRecord(stack), stack.outputs()]);
    const running = (outputs.images ?? {}) as Record<string, string>;
    const release =
        options.to === undefined ? lastVerifiedOther(record, servers, running) : record.verified[options.to - 1];
    if (release === undefined) throw refused(nothingToReturnTo(stack.name, options.to, record.verified));

    const at = new Date().toISOString();
    const back = servers.flatMap((server) => {
        const image = release.servers[server]?.image;
        return image === undefined || image === running[server]
            ? []
            : [{ server, before: running[server], after: image }];
    });
    const lines = back.map(changeLine);
    run.say(`back to what was verified ${when(release)}:\n${lines.map((line) => `  ${line}`).join("\n")}`);
    run.event({ type: "rollback", release: release.at, servers: back });
    await run.step(`pin ${back.map(({ server }) => server).join(", ")}`, () =>
        changeRecord(stack, (found) =>
            pin(found, Object.fromEntries(back.map(({ server, after }) => [server, { image: after, at }]))),
        ),
    );
    await update(stack, run, { message: `rollback to the release verified ${release.at}` });
    const result = await verified(stack, options.verify ?? {}, run);
    const text = [`Stack ${stack.name} is back at what was verified ${when(release)}.`, ...lines, ends(stack)];
    return {
        ...result,
        text: `${text.join("\n")}\n\n${result.text ?? ""}`,
        summary: `${changesMarkdown(text[0] ?? "", back)}\n${result.summary ?? ""}`,
        json: { ...result.json, rollback: { release: release.at, servers: back } },
    };
}

const when = ({ at, commit }: VerifiedRelease) => `${at}${commit === undefined ? "" : ` (commit ${commit})`}`;

function position(text: string | undefined): number | undefined {
    if (text === undefined || /^[1-9]\d?$/.test(text)) return text === undefined ? undefined : Number(text);
    throw refused(`--to is "${text}"; it is 1 for the newest verified release, 2 for the one before, …`);
}

function nothingToReturnTo(stack: string, to: number | undefined, verified: VerifiedRelease[]): string {
    if (verified.length === 0) return `nothing of stack "${stack}" was ever verified: there is nothing to return to`;
    const releases = verified.map((release, index) => `  ${index + 1}  ${when(release)}`).join("\n");
    return to === undefined
        ? `stack "${stack}" runs the only images that were ever verified:\n${releases}`
        : `stack "${stack}" has no verified release ${to}; it has:\n${releases}`;
}

function ends({ name, config }: ReleaseStack): string {
    const from = config.release?.from;
    return from === undefined
        ? `It stays so until the next \`release up ${name}\`, which builds from source again.`
        : `It stays so until the next \`release promote --from ${from} --to ${name}\`.`;
}
