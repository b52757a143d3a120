import { InitializationFailed, isObject, type Properties, type ReadRequest, type ReadResult } from "../shared";
import { ApiError, isNotFound } from "./api";
import { NoSuchKind } from "./cluster";
import { newFieldManager } from "./create";
import { driftedInputs, pruned } from "./drift";
import { CREATE_MANAGER, fieldManagerOf } from "./field-managers";
import { parseType } from "./kinds";
import { normalizeInputs, withSecretsMarked } from "./normalize";
import { apiVersionOf, type KubeObject, kindOf, nameOf, namespaceOf, objectAt } from "./object";
import { outputsOf } from "./outputs";
import { readinessOf } from "./readiness";
import { readinessNow } from "./readiness/wait";
import type { Session } from "./session";

export async function readObject(request: ReadRequest, session: Session): Promise<ReadResult | undefined> {
    const known = knownInputs(request.oldInputs);
    const { id } = request;
    if (session.options.renderYamlToDirectory !== undefined) {
        return {
            id,
            inputs: withSecretsMarked(request.oldInputs ?? {}),
            outputs: withSecretsMarked(request.oldOutputs),
        };
    }
    if (session.unreachable !== undefined) return readWithoutCluster(request, session);
    const live = await find(request, known, session);
    if (!live) return undefined;
    const inputs = known ? await refreshedInputs(known, live, request, session) : importedInputs(live);
    const fieldManager = fieldManagerOf(known ?? {}, request.oldOutputs, newFieldManager);
    const outputs = outputsOf(live, inputs, fieldManager);
    const readiness = known ? readinessOf(known, live) : undefined;
    if (readiness?.onRefresh) {
        const verdict = await readinessNow(session.cluster, live, readiness);
        if (!verdict.ready) {
            const what = `Resource '${nameOf(live)}' was created but failed to initialize`;
            throw new InitializationFailed(id, outputs, [what, ...verdict.reasons], withSecretsMarked(inputs));
        }
    }
    return { id, inputs: withSecretsMarked(inputs), outputs };
}

/** Undefined for an import or a lookup, which bring no inputs or only what identifies the object. */
function knownInputs(oldInputs: Properties | undefined): KubeObject | undefined {
    return oldInputs && isObject(oldInputs.metadata) && nameOf(oldInputs) !== ""
        ? normalizeInputs(oldInputs)
        : undefined;
}

function readWithoutCluster(request: ReadRequest, session: Session): ReadResult | undefined {
    request.log.warn(`configured Kubernetes cluster is unreachable: ${session.unreachable}`);
    if (session.options.deleteUnreachable) {
        request.log.info(
            "the `deleteUnreachable` option is enabled. Deleting the unreachable resource from Pulumi state",
        );
        return undefined;
    }
    if (session.options.skipUpdateUnreachable) {
        return { id: request.id, inputs: request.oldInputs ?? {}, outputs: request.oldOutputs };
    }
    throw new Error(
        "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this resource " +
            'from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"',
    );
}

async function find(
    request: ReadRequest,
    known: KubeObject | undefined,
    session: Session,
): Promise<KubeObject | undefined> {
    const token = parseType(request.type);
    const apiVersion = apiVersionOf(known) || apiVersionOf(request.oldOutputs) || (token?.apiVersion ?? "");
    const kind = kindOf(known) || kindOf(request.oldOutputs) || (token?.kind ?? "");
    const [first = "", second] = request.id.split("/");
    const name = second ?? first;
    const namespace = second === undefined ? namespaceOf(known) || session.namespace : first;
    if (name === "") throw new Error(`cannot read "${request.id}": an id is "namespace/name" or "name"`);
    try {
        return await session.cluster.get(apiVersion, kind, namespace, name);
    } catch (error) {
        if (isNotFound(error) || error instanceof NoSuchKind) return undefined;
        throw error;
    }
}

/** Inputs as they would have to be to give the live object. */
async function refreshedInputs(
    known: KubeObject,
    live: KubeObject,
    request: ReadRequest,
    session: Session,
): Promise<KubeObject> {
    try {
        const fieldManager = fieldManagerOf(known, request.oldOutputs, () => CREATE_MANAGER);
        const expected = await session.cluster.apply(known, { fieldManager, dryRun: true, force: true });
        return driftedInputs(known, expected, live);
    } catch (error) {
        // The old inputs cannot be applied any more (an immutable field drifted, an admission policy refuses them).
        if (error instanceof ApiError) return pruned(live, known) as KubeObject;
        throw error;
    }
}

// Written by the server or its controllers.
const notInputs = ["creationTimestamp", "generation", "managedFields", "resourceVersion", "uid"];
const notInputAnnotations = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

/** All of the live object that a program could have given. */
function importedInputs(live: KubeObject): KubeObject {
    const { status: _status, ...rest } = live;
    const metadata = objectAt(live, "metadata");
    const annotations = without(objectAt(metadata, "annotations"), notInputAnnotations);
    const own = without(metadata, [...notInputs, "annotations"]);
    return { ...rest, metadata: Object.keys(annotations).length > 0 ? { ...own, annotations } : own };
}

function without(properties: Properties, keys: readonly string[]): Properties {
    return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}
