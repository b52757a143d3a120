import { AuthServerUnavailable } from "./refusal";

const millisecondsPerSecond = 1000;

/** How long what was loaded is used, and how soon loading is tried again. */
export interface KeepTimes {
    /** What was loaded is not used for longer. */
    keepSeconds: number;
    /** After a failure, nobody is asked again for so long. */
    retrySeconds: number;
}

/** Something of the issuer's that is loaded when it is first needed, and by one request at a time however many wait. */
export class Kept<Value> {
    private kept: { value: Value; loadedAt: number } | undefined;
    private loading: Promise<Value> | undefined;
    private failed: { error: AuthServerUnavailable; at: number } | undefined;

    constructor(
        private readonly load: () => Promise<Value>,
        private readonly times: KeepTimes,
    ) {}

    /** From when on what is kept is loaded anew, in milliseconds since 1970. */
    get keptUntil(): number {
        return (this.kept?.loadedAt ?? 0) + this.times.keepSeconds * millisecondsPerSecond;
    }

    async get(): Promise<Value> {
        return this.kept && Date.now() < this.keptUntil ? this.kept.value : this.reload();
    }

    /** Loads it anew although it is still kept; what there is stays in use when that fails. */
    reload(): Promise<Value> {
        if (this.failed && Date.now() < this.failed.at + this.times.retrySeconds * millisecondsPerSecond) {
            return Promise.reject(this.failed.error);
        }
        this.loading ??= this.loadOnce().finally(() => {
            this.loading = undefined;
        });
        return this.loading;
    }

    private async loadOnce(): Promise<Value> {
        try {
            const value = await this.load();
            // Counted from the end: a slow issuer makes nothing older than it says.
            this.kept = { value, loadedAt: Date.now() };
            this.failed = undefined;
            return value;
        } catch (error) {
            if (error instanceof AuthServerUnavailable) this.failed = { error, at: Date.now() };
            throw error;
        }
    }
}
