import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterReader } from "./cluster-reader";
import type { LogTail } from "./evidence";
import { masked } from "./masking";
import type { Pod } from "./objects";
import { isReady } from "./server-probes";

const logLines = 80;
/** More pods of a server tell no more. */
const mostPods = 3;
/**
 * What a kubelet answers, with status 200, when the container that it last saw has been removed since for a newer one; by its
 * next look at the pod it knows that.
 */
const removed = /^unable to retrieve container logs for \S+$/;
const nextLookMilliseconds = 1000;
const mostLooks = 4;

/** The last lines of a server's containers, of pods that are not ready first. */
export async function logTails(
    reader: Pick<ClusterReader, "text">,
    pods: Pod[],
    namespace: string,
    secrets: string[],
    untilNextLook = () => sleep(nextLookMilliseconds),
): Promise<LogTail[]> {
    const chosen = [...pods].sort((one, other) => Number(isReady(one)) - Number(isReady(other))).slice(0, mostPods);
    const tails = chosen.flatMap(({ metadata, status }) =>
        (status?.containerStatuses ?? []).slice(0, 1).flatMap(({ name, restartCount, state }) => {
            const which = [
                ...(state?.running || state?.terminated ? [false] : []),
                ...(restartCount > 0 ? [true] : []),
            ];
            return which.map(async (previous): Promise<LogTail> => {
                const query = `container=${name}&tailLines=${logLines}${previous ? "&previous=true" : ""}`;
                const path = `/api/v1/namespaces/${namespace}/pods/${metadata.name}/log?${query}`;
                const what = `logs of pod ${metadata.name}`;
                let text = await reader.text(path, what);
                for (let looks = 1; removed.test(text ?? "") && looks < mostLooks; looks++) {
                    await untilNextLook();
                    text = await reader.text(path, what);
                }
                if (text === undefined || removed.test(text)) return { pod: metadata.name, previous, lines: [] };
                const lines = masked(text, secrets).split("\n").filter(Boolean);
                return { pod: metadata.name, previous, lines };
            });
        }),
    );
    return Promise.all(tails);
}
