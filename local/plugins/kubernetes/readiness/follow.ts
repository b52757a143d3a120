import { setTimeout as pause } from "node:timers/promises";
import { ApiError } from "../api";
import type { Cluster } from "../cluster";
import { collectionPath, type ServedKind } from "../kinds";
import { type KubeObject, nameOf, stringAt } from "../object";

const RETRY_SECONDS = 1;
const TICK_MS = 250;

/** What somebody who waits sleeps on between two looks: deadlines and pauses pass without any change. */
export class Tick {
    #end = () => {};

    /** Ends the sleep now; for `onChange`. */
    readonly wake = (): void => this.#end();

    /** Ends with the next `wake`, after a quarter of a second at the latest. */
    sleep(): Promise<void> {
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, TICK_MS);
            this.#end = () => {
                clearTimeout(timer);
                resolve();
            };
        });
    }
}

/** A collection of objects, kept up to date by a watch. */
export class Followed {
    readonly #items = new Map<string, KubeObject>();
    readonly #changes: number[] = [];
    /** Whether it has been listed at least once. */
    listed = false;

    constructor(
        private readonly cluster: Cluster,
        private readonly served: ServedKind,
        private readonly namespace: string,
        private readonly query: Record<string, string>,
        private readonly onChange: () => void,
    ) {}

    get objects(): KubeObject[] {
        return [...this.#items.values()];
    }

    /** Follows until the signal aborts; what cannot be read now is tried again. */
    async run(signal: AbortSignal): Promise<void> {
        while (!signal.aborted) {
            try {
                const resourceVersion = await this.list();
                const query = { ...this.query, resourceVersion, allowWatchBookmarks: "true" };
                await this.cluster.api.watch(
                    collectionPath(this.served, this.namespace),
                    query,
                    signal,
                    (type, object) => this.#take(type, object),
                );
            } catch (error) {
                // What may not be read counts as absent, so that nobody waits for it.
                if (error instanceof ApiError && error.code === 403) this.listed = true;
                if (!signal.aborted) await pause(RETRY_SECONDS * 1000, undefined, { signal }).catch(() => {});
            }
        }
    }

    /** Reads the collection once; answers the version to watch from. */
    async list(): Promise<string> {
        const list = await this.cluster.list(this.served, this.namespace, this.query);
        const before = [...this.#items.values()].map(versionOf).join();
        this.#items.clear();
        // Items of a list come without kind and version.
        const { apiVersion, kind } = this.served;
        for (const item of list.items) this.#items.set(nameOf(item), { apiVersion, kind, ...item });
        this.listed = true;
        if (this.objects.map(versionOf).join() !== before) this.#changes.push(Date.now());
        this.onChange();
        return list.metadata.resourceVersion;
    }

    #take(type: string, object: KubeObject): void {
        if (type === "BOOKMARK") return;
        if (type === "DELETED") this.#items.delete(nameOf(object));
        else this.#items.set(nameOf(object), object);
        this.#changes.push(Date.now());
        this.onChange();
    }

    /**
     * As in the official provider, every change starts a timer of its own, and what matters is whether the last thing that
     * happened was the end of one.
     */
    settled(seconds: number): boolean {
        return hasSettled(this.#changes, Date.now(), seconds * 1000);
    }
}

export function hasSettled(changes: readonly number[], now: number, settleMs: number): boolean {
    const last = changes.at(-1);
    if (last === undefined) return false;
    return changes.some((change) => change + settleMs <= now && change + settleMs > last);
}

function versionOf(object: KubeObject): string {
    return `${nameOf(object)}@${stringAt(object, "metadata", "resourceVersion")}`;
}
