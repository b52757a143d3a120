/** Something outside the process that the server needs. */
export interface Dependency {
    /** As the body of /ready, the log and the metrics call it: "redis". */
    name: string;
    /** Rejects, with a message that holds no secret, when it does not answer. The signal aborts when nobody waits any more. */
    check(signal: AbortSignal): Promise<unknown>;
    /**
     * Whether the server takes no requests before it has answered once; true unless it says false, for what the server
     * can do without.
     */
    required?: boolean;
}
