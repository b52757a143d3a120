import { writeFileSync } from "node:fs";
import type { CommonOptions, ReleaseCommand } from "../command";
import { previewed, previewJson } from "../previewed";
import { exitCodes } from "../report/exit-codes";
import { refused } from "../report/release-error";
import { typedPath } from "../stack";
import { previewMarkdown } from "../summary/preview-markdown";

interface Options extends CommonOptions {
    out?: string;
    savePlan?: string;
    refresh?: boolean;
}

/** What an update would do, as Markdown. */
export const command: ReleaseCommand<Options> = {
    creates: true,
    options(command) {
        command
            .option("--out <file>", "write the Markdown there in place of standard output")
            .option("--save-plan <file>", "save what is planned, for `up --plan`")
            .option("--refresh", "look first at what is really there; the state stays as it is");
    },
    async run(stack, { out, savePlan, refresh }, run) {
        const plan = savePlan === undefined ? undefined : typedPath(savePlan);
        const found = await previewed(stack, run, { plan, refresh });
        const markdown = previewMarkdown(found.summary);
        if (out !== undefined) write(typedPath(out), markdown);
        const { failure } = found;
        return {
            exitCode: failure?.exitCode ?? exitCodes.done,
            text: out === undefined ? markdown : undefined,
            json: { ...previewJson(found), markdown, ...(failure && { error: failure.message }) },
            summary: markdown,
        };
    },
};

function write(file: string, text: string): void {
    try {
        writeFileSync(file, text);
    } catch (error) {
        throw refused(`--out: ${file} cannot be written: ${(error as Error).message}`);
    }
}
