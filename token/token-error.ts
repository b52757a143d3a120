/** What the exit code says; scripts branch on it. */
export const exitCodes = {
    done: 0,
    /** The issuer refuses, or cannot be reached. */
    failed: 1,
    /** Usage or configuration was refused; nobody was asked. */
    refused: 2,
} as const;

/** An error whose message is all that there is to say. */
export class TokenError extends Error {
    constructor(
        message: string,
        readonly exitCode: (typeof exitCodes)["failed" | "refused"],
    ) {
        super(message);
    }
}

/** Usage or configuration is wrong. */
export const refused = (message: string) => new TokenError(message, exitCodes.refused);
