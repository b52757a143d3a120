import type { DeleteRequest } from "../shared";
import { propagationPolicy, waitSeconds } from "./annotations";
import { isNotFound } from "./api";
import { NoSuchKind } from "./cluster";
import { skipsDeletionWait } from "./readiness";
import { waitUntilDeleted } from "./readiness/deletion";
import { removeManifest } from "./render";
import type { Session } from "./session";

export async function deleteObject(request: DeleteRequest, session: Session): Promise<void> {
    const { oldInputs, oldOutputs } = request;
    if (session.options.renderYamlToDirectory !== undefined) {
        removeManifest(oldOutputs, session.options.renderYamlToDirectory, request.log);
        return;
    }
    if (session.unreachable !== undefined) {
        request.log.warn(`configured Kubernetes cluster is unreachable: ${session.unreachable}`);
        if (session.options.deleteUnreachable) return;
        throw new Error(
            "configured Kubernetes cluster is unreachable. If the cluster was deleted, you can remove this resource from Pulumi " +
                'state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"',
        );
    }
    try {
        await session.cluster.delete(oldOutputs, propagationPolicy(oldInputs));
        if (skipsDeletionWait(oldInputs)) return;
        const seconds = waitSeconds(request.timeoutSeconds, oldInputs);
        await waitUntilDeleted(session.cluster, oldOutputs, { seconds, signal: request.signal, log: request.log });
    } catch (error) {
        // Gone already, or with its definition.
        if (!isNotFound(error) && !(error instanceof NoSuchKind)) throw error;
    }
}
