import type { ReleaseCommand } from "../command";
import { previewRefresh } from "../operations";
import { exitCodes } from "../report/exit-codes";
import { driftIn } from "../summary/drift";
import { driftMarkdown } from "../summary/drift-markdown";

/** What differs from the last update; changes nothing, not even the state. */
export const command: ReleaseCommand = {
    async run(stack, _options, run) {
        const drift = driftIn((await previewRefresh(stack, run)).events);
        const found = drift.map(({ resource: { server, type, name, urn }, ...fields }) => ({
            server,
            type,
            name,
            urn,
            ...fields,
        }));
        return {
            exitCode: drift.length > 0 ? exitCodes.driftFound : exitCodes.done,
            text: driftMarkdown(stack.name, drift),
            json: { drift: found },
        };
    },
};
