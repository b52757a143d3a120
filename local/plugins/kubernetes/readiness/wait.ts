import type { Log } from "../../shared";
import type { Cluster } from "../cluster";
import { apiVersionOf, type KubeObject, kindOf, nameOf, namespaceOf } from "../object";
import { Followed, Tick } from "./follow";
import type { Readiness, Verdict, View } from "./verdict";

/** The object exists and is not ready; the reasons say why. */
export class NotReady extends Error {
    constructor(
        message: string,
        /** As last seen. */
        readonly object: KubeObject,
        readonly reasons: string[],
    ) {
        super(message);
    }
}

export interface Wait {
    seconds: number;
    signal: AbortSignal;
    log: Log;
}

/** Follows the object and what its readiness looks at, until it is ready. Answers the object as it then is. */
export async function waitUntilReady(
    cluster: Cluster,
    written: KubeObject,
    readiness: Readiness,
    wait: Wait,
): Promise<KubeObject> {
    const started = Date.now();
    const seconds = Math.min(wait.seconds, readiness.maxSeconds ?? wait.seconds);
    const done = new AbortController();
    const tick = new Tick();
    const served = await cluster.servedOrThrow(apiVersionOf(written), kindOf(written));
    const namespace = namespaceOf(written);
    const self = new Followed(
        cluster,
        served,
        namespace,
        { fieldSelector: `metadata.name=${nameOf(written)}` },
        tick.wake,
    );
    const related = Object.entries(readiness.related?.(written) ?? {}).map(
        ([name, query]) => [name, new Followed(cluster, query.served, namespace, query.query, tick.wake)] as const,
    );
    const followed = new Map(related);
    const running = [self, ...followed.values()].map((one) => one.run(done.signal));
    let object = written;
    let shown = "";
    try {
        for (;;) {
            object = self.objects[0] ?? object;
            const gone = self.listed && self.objects.length === 0;
            const view = viewOf(object, followed, (Date.now() - started) / 1000);
            const verdict: Verdict = gone
                ? { ready: false, reasons: ["it was deleted in the meantime"] }
                : readiness.judge(view);
            if (verdict.ready && [self, ...followed.values()].every((one) => one.listed)) {
                for (const warning of verdict.warnings ?? []) wait.log.warn(warning);
                wait.log.status("");
                return object;
            }
            const name = nameOf(object);
            if (verdict.failed)
                throw new NotReady(`Resource '${name}' was created but failed to initialize`, object, verdict.reasons);
            if (wait.signal.aborted)
                throw new NotReady(`Resource operation was cancelled for "${name}"`, object, verdict.reasons);
            if (Date.now() - started >= seconds * 1000) {
                throw new NotReady(`'${name}' timed out waiting to be Ready`, object, verdict.reasons);
            }
            if (verdict.status && verdict.status !== shown) {
                shown = verdict.status;
                wait.log.status(shown);
            }
            await tick.sleep();
        }
    } finally {
        done.abort();
        await Promise.allSettled(running);
    }
}

function viewOf(object: KubeObject, followed: Map<string, Followed>, secondsWaiting: number): View {
    return {
        object,
        related: Object.fromEntries([...followed].map(([name, one]) => [name, one.objects])),
        secondsWaiting,
        settled: (name, seconds) => followed.get(name)?.settled(seconds) ?? false,
    };
}

/** Looks once, as a refresh does. */
export async function readinessNow(cluster: Cluster, live: KubeObject, readiness: Readiness): Promise<Verdict> {
    const related: Record<string, KubeObject[]> = {};
    for (const [name, { served, query }] of Object.entries(readiness.related?.(live) ?? {})) {
        const followed = new Followed(cluster, served, namespaceOf(live), query, () => {});
        // As in the official provider: what may not be read counts as absent.
        await followed.list().catch(() => undefined);
        related[name] = followed.objects;
    }
    return readiness.judge({ object: live, related, secondsWaiting: Number.POSITIVE_INFINITY, settled: () => true });
}
