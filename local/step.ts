/** One thing that `npm run dev` brings about; steps run side by side as far as `needs` lets them. */
export interface Step {
    /** Unique, lower-case, as others name it in `needs`. */
    name: string;
    /** What people read while it runs: "Kubernetes", "container registry". */
    title: string;
    /** Names of the steps that must be done first. */
    needs: string[];
    /** Brings it about, or sees that it already is. Idempotent, and fast when nothing is to be done. */
    ensure(context: StepContext): Promise<void>;
    /** Undoes it at `npm run dev:down`, also after a start that ended half-way. Steps are undone in reverse order. */
    remove?(): Promise<void>;
    /** One line for `npm run dev:status`; undefined when it is not there. */
    status?(): Promise<string | undefined>;
}

export interface StepContext {
    /** Shows what is being done now, for example "compiling 812/1730 packages". */
    report(text: string): void;
    /** Aborted by Ctrl-C. */
    signal: AbortSignal;
}
