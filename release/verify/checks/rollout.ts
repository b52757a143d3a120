import { ApiException, type V1Deployment, type V1Pod } from "@kubernetes/client-node";
import type { DeployedServer } from "../../deployed";
import type { Check } from "../context";
import { type Attempt, failed, notYet, ok } from "../finding";
import { isReady, podName, serverImage, serverPods, waitingReason } from "../pods";

/** Whether what was deployed runs, all of it and nothing else. */
export const rollout: Check = (server, { kubernetes, untilPassed }) =>
    untilPassed(async () => {
        const [deployment, pods] = await Promise.all([
            kubernetes.apps
                .readNamespacedDeployment({ name: server.objectName, namespace: server.namespace })
                .catch(undefinedWhenMissing),
            serverPods(kubernetes, server),
        ]);
        return rolloutVerdict(server, deployment, pods);
    });

function undefinedWhenMissing(error: unknown): undefined {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
}

const sayWhy = "the pods' events say why: kubectl describe pods; `npm run release -- diagnose` looks for the cause";

/** Judges a Deployment and the pods that its Service leads to. */
export function rolloutVerdict(server: DeployedServer, deployment: V1Deployment | undefined, pods: V1Pod[]): Attempt {
    const { image, objectName, namespace } = server;
    if (image === undefined) {
        return failed(
            "it was never deployed: the stack's outputs have no image of it",
            "deploy it: npm run release -- up",
        );
    }
    if (deployment === undefined) {
        return failed(
            `there is no Deployment ${objectName} in namespace ${namespace}`,
            "deploy it: npm run release -- up",
        );
    }
    const template = serverImage({ spec: deployment.spec?.template.spec }, server);
    if (template !== image) {
        const advice = "somebody has changed it since the last update; npm run release -- up sets it right";
        return failed(`the Deployment has image ${template}, and the stack deployed ${image}`, advice);
    }
    return stateVerdict(deployment) ?? podsVerdict(server, image, deployment.spec?.replicas ?? 1, pods);
}

/** What is to be said of the Deployment itself; undefined when all is well with it. */
function stateVerdict({ metadata, spec, status = {} }: V1Deployment): Attempt | undefined {
    const wanted = spec?.replicas ?? 1;
    if (spec?.paused) return failed("its rollout is paused", "kubectl rollout resume deployment");
    if (wanted === 0) return failed("it is scaled to no pods", "kubectl scale deployment, or npm run release -- up");
    const { generation = 0 } = metadata ?? {};
    const { observedGeneration = 0, updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
    if (observedGeneration < generation) {
        return notYet(
            `generation ${generation} was not looked at yet (${observedGeneration} was)`,
            "the cluster's controller manager does not work; ask who runs it",
        );
    }
    const overdue = status.conditions?.find(({ type, status: holds }) => type === "Progressing" && holds === "False");
    if (overdue?.reason === "ProgressDeadlineExceeded")
        return failed(overdue.message ?? "its rollout is overdue", sayWhy);
    if (updatedReplicas < wanted || replicas > updatedReplicas || availableReplicas < wanted) {
        const old = replicas > updatedReplicas ? `, ${replicas - updatedReplicas} old still there` : "";
        return notYet(`${availableReplicas} of ${wanted} pods available, ${updatedReplicas} up to date${old}`, sayWhy);
    }
    return undefined;
}

function podsVerdict(server: DeployedServer, image: string, wanted: number, pods: V1Pod[]): Attempt {
    const others = pods.filter((pod) => serverImage(pod, server) !== image);
    if (others.length > 0) {
        const list = others.map((pod) => `${podName(pod)} (${serverImage(pod, server)})`).join(", ");
        const advice = "these get requests as well: they have the labels that the Service selects by; delete them";
        return notYet(`pods run another image: ${list}`, advice);
    }
    const unready = pods.filter((pod) => !isReady(pod));
    if (unready.length > 0 || pods.length < wanted) {
        const list = unready.map((pod) => `${podName(pod)} (${waitingReason(pod) ?? "not ready"})`).join(", ");
        return notYet(`${pods.length - unready.length} of ${wanted} pods ready${list && `: ${list}`}`, sayWhy);
    }
    return ok(`${pods.length === 1 ? "1 pod runs" : `${pods.length} pods run`} ${shortImage(image)}`);
}

/** A digest is told apart by its beginning. */
const shortImage = (image: string) => image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1");
