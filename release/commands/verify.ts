import type { Command } from "commander";
import type { CommonOptions, ReleaseCommand } from "../command";
import { refused } from "../report/release-error";
import { verified } from "../verified";
import { addVerifyOptions, collect, type VerifyFlags, verifyOptionsOf } from "../verify/options";

interface Options extends CommonOptions, VerifyFlags {
    server?: string[];
    record?: boolean;
}

/** Verifies what is deployed, without deploying anything. */
export const command: ReleaseCommand<Options> = {
    options(command: Command) {
        addVerifyOptions(command)
            .option("--server <name>", "only this server; repeatable", collect)
            .option("--record", "write it into the stack's release record when all passes, as `up` does");
    },
    async run(stack, options, run) {
        if (options.record && options.server)
            throw refused("--record needs all servers of the stack, without --server");
        if (options.record && stack.config.release === undefined) {
            throw refused(`stack "${stack.name}" keeps no release record: it has no mcp-eks:release`);
        }
        const asked = { ...verifyOptionsOf(options), only: options.server, record: options.record ?? false };
        return verified(stack, asked, run);
    },
};
