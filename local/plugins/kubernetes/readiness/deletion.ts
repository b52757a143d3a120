import { isNotFound } from "../api";
import type { Cluster } from "../cluster";
import { apiVersionOf, idOf, type KubeObject, kindOf, listAt, nameOf, namespaceOf, stringAt } from "../object";
import { Followed, Tick } from "./follow";
import type { Wait } from "./wait";

/** Why an object stays although it is to be deleted. */
function obstacles(object: KubeObject): string[] {
    const finalizers = listAt(object, "metadata", "finalizers").map(String);
    // Of a Namespace: what is left in it, and what it waits for.
    const conditions = listAt(object, "status", "conditions").filter((one) => stringAt(one, "status") === "True");
    const messages = conditions.map((one) => stringAt(one, "message")).filter((message) => message !== "");
    return [
        ...(finalizers.length > 0 ? [`finalizers might be preventing deletion (${finalizers.join(", ")})`] : []),
        ...(kindOf(object) === "Namespace" ? messages : []),
    ];
}

/** Waits until the object is gone, or another one of the same name has taken its place. */
export async function waitUntilDeleted(cluster: Cluster, deleted: KubeObject, wait: Wait): Promise<void> {
    const started = Date.now();
    const served = await cluster.servedOrThrow(apiVersionOf(deleted), kindOf(deleted));
    const uid = stringAt(deleted, "metadata", "uid");
    const done = new AbortController();
    const tick = new Tick();
    const query = { fieldSelector: `metadata.name=${nameOf(deleted)}` };
    const self = new Followed(cluster, served, namespaceOf(deleted), query, tick.wake);
    const running = self.run(done.signal);
    let shown = "";
    try {
        for (;;) {
            const object = self.objects[0];
            if (self.listed && (!object || (uid !== "" && stringAt(object, "metadata", "uid") !== uid))) {
                wait.log.status("");
                return;
            }
            const id = idOf(deleted);
            const why = object ? obstacles(object) : [];
            if (wait.signal.aborted) throw new Error(`Resource operation was cancelled for "${id}"`);
            if (Date.now() - started >= wait.seconds * 1000) {
                if (await isGone(cluster, deleted)) return;
                throw new Error([`'${id}' timed out waiting to be deleted after ${wait.seconds} s`, ...why].join("\n"));
            }
            const status = why[0] ?? "";
            if (status !== shown) wait.log.status(status);
            shown = status;
            await tick.sleep();
        }
    } finally {
        done.abort();
        await running;
    }
}

async function isGone(cluster: Cluster, object: KubeObject): Promise<boolean> {
    try {
        await cluster.getSame(object);
        return false;
    } catch (error) {
        return isNotFound(error);
    }
}
