import type { Dependency } from "../dependencies/dependency";

/** Below the 3 seconds that Kubernetes waits for a probe here (components/model/probes.ts). */
export const checkTimeoutMilliseconds = 1000;
/** Probes of several kinds, and of several probers, share one result for so long. */
const keptMilliseconds = 1000;

/** How a dependency answered when it was last asked. */
export interface CheckResult {
    /** Why it did not. */
    error?: string;
    /** By `performance.now()`. */
    at: number;
}

/** Asks a dependency how it is: at most one question at a time, each with a limit, the answer kept for a moment. */
export class DependencyCheck {
    private last: CheckResult | undefined;
    private running: Promise<CheckResult> | undefined;
    private answeredOnce = false;

    constructor(
        readonly dependency: Dependency,
        /** Called when it begins to answer, or stops. */
        private readonly changed: (name: string, error: string | undefined) => void,
    ) {}

    /** Whether it has ever answered. */
    get hasAnswered(): boolean {
        return this.answeredOnce;
    }

    async result(): Promise<CheckResult> {
        if (this.last && performance.now() - this.last.at < keptMilliseconds) return this.last;
        this.running ??= this.ask().finally(() => {
            this.running = undefined;
        });
        return this.running;
    }

    private async ask(): Promise<CheckResult> {
        const error = await errorOf(this.dependency);
        const before = this.last;
        this.last = { at: performance.now(), ...(error !== undefined && { error }) };
        if (error === undefined) this.answeredOnce = true;
        if (!before || (before.error === undefined) !== (error === undefined))
            this.changed(this.dependency.name, error);
        return this.last;
    }
}

async function errorOf(dependency: Dependency): Promise<string | undefined> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), checkTimeoutMilliseconds);
    const late = new Promise<never>((_resolve, reject) => {
        limit.signal.addEventListener("abort", () =>
            reject(new Error(`no answer within ${checkTimeoutMilliseconds / 1000} s`)),
        );
    });
    try {
        await Promise.race([dependency.check(limit.signal), late]);
        return undefined;
    } catch (error) {
        return error instanceof Error ? error.message || error.name : String(error);
    } finally {
        clearTimeout(timer);
    }
}
