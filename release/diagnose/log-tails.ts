import type { ClusterReader } from "./cluster-reader";
import type { LogTail } from "./evidence";
import { masked } from "./masking";
import type { Pod } from "./objects";
import { isReady } from "./server-probes";

const logLines = 80;
/** More pods of a server tell no more. */
const mostPods = 3;

/** The last lines of a server's containers, of pods that are not ready first. */
export async function logTails(
    reader: ClusterReader,
    pods: Pod[],
    namespace: string,
    secrets: string[],
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
                const text = (await reader.text(path, `logs of pod ${metadata.name}`)) ?? "";
                const lines = masked(text, secrets).split("\n").filter(Boolean);
                return { pod: metadata.name, previous, lines };
            });
        }),
    );
    return Promise.all(tails);
}
