import { connect } from "node:net";
import type { ProbeTarget } from "../../deployed";
import type { Check, CheckContext } from "../context";
import { type Attempt, failed, notYet, ok, skipped } from "../finding";
import type { PodWay } from "../way";

/** Whether the process says that it is sound: what its liveness probe asks. */
export const health: Check = ({ probes }, context) => answers(probes.liveness, "liveness", context);

/** Whether the server says that it takes requests: what its readiness probe asks. */
export const readiness: Check = ({ probes }, context) => answers(probes.readiness, "readiness", context);

const answerWithinMilliseconds = 5000;

async function answers(target: ProbeTarget | undefined, probe: string, context: CheckContext) {
    if (target === undefined) return skipped(`its ${probe} probe is switched off`);
    const pod = await context.pod();
    if (pod === undefined) return skipped("no pod is ready to be asked");
    return context.untilPassed(() => (target.kind === "http" ? asked(pod, target.path, probe) : connected(pod)));
}

async function asked(way: PodWay, path: string, probe: string): Promise<Attempt> {
    const response = await way.fetch(new URL(path, way.endpoint), {
        signal: AbortSignal.timeout(answerWithinMilliseconds),
    });
    const body = (await response.text()).trim().slice(0, 100);
    // As the kubelet has it (kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes).
    if (response.status >= 200 && response.status < 400) return ok(`${path} answers ${response.status}`);
    const advice = `the pod's log says why; the path is health.${probe}Path`;
    const found = `${path} answers ${response.status} ${way.title}${body && `: ${body}`}`;
    return response.status === 503 ? notYet(found, advice) : failed(found, advice);
}

/** The API server takes every connection, and says only then whether the pod's port did. */
const refusedWithinMilliseconds = 1000;

function connected(way: PodWay): Promise<Attempt> {
    return new Promise((resolve) => {
        const socket = connect(way.localPort, "127.0.0.1");
        const end = (attempt: Attempt) => {
            socket.destroy();
            resolve(attempt);
        };
        const timer = setTimeout(() => end(ok("its port takes connections")), refusedWithinMilliseconds);
        socket.once("close", () => {
            clearTimeout(timer);
            const reason = way.lastError();
            // A server may hang up on whoever says nothing.
            if (reason === undefined) end(ok("its port takes connections"));
            else
                end(
                    notYet(
                        `its port takes no connections ${way.title}: ${reason}`,
                        "the server must listen on 0.0.0.0",
                    ),
                );
        });
        socket.on("error", () => {});
    });
}
