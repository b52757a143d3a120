/** What the exit code of every command says; scripts and workflows branch on it. */
export const exitCodes = {
    done: 0,
    failed: 1,
    /** Usage or configuration was refused; nothing was started. */
    refused: 2,
    policyViolated: 3,
    verificationFailed: 4,
    driftFound: 5,
    /** Another run holds the stack's lock. */
    locked: 6,
    cancelled: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** One line each, for `--help`. */
export const exitCodeTexts: Record<ExitCode, string> = {
    0: "done",
    1: "failed",
    2: "usage or configuration refused, nothing was started",
    3: "a mandatory policy is violated",
    4: "verification failed",
    5: "drift found",
    6: "another run holds the stack's lock",
    130: "cancelled",
};
