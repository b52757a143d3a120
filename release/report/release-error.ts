import { type ExitCode, exitCodes } from "./exit-codes";

/** Ends a command: the message says all to people, the exit code to scripts. */
export class ReleaseError extends Error {
    constructor(
        message: string,
        readonly exitCode: ExitCode = exitCodes.failed,
        /** What `--json` tells beyond the message. */
        readonly details: Record<string, unknown> = {},
    ) {
        super(message);
    }
}

/** Refuses usage or configuration before anything is started. */
export const refused = (message: string) => new ReleaseError(message, exitCodes.refused);
