import { containsUnknown, InitializationFailed, type Properties, type UpdateRequest } from "../shared";
import { annotations, isAnnotatedTrue, waitSeconds } from "./annotations";
import { ApiError } from "./api";
import type { Cluster } from "./cluster";
import { newFieldManager } from "./create";
import { CREATE_MANAGER, fieldManagerOf, isTakenOverName, takeOver } from "./field-managers";
import { withIgnoredChanges } from "./ignore-changes";
import { normalizeInputs } from "./normalize";
import { apiVersionOf, idOf, type KubeObject, kindOf, listAt, stringAt, withMetadata } from "./object";
import { outputsFromInputs, outputsOf } from "./outputs";
import { readinessOf } from "./readiness";
import { NotReady, waitUntilReady } from "./readiness/wait";
import { renderManifest } from "./render";
import type { Session } from "./session";

export async function updateObject(request: UpdateRequest, session: Session): Promise<Properties> {
    const inputs = normalizeInputs(request.inputs);
    if (session.options.renderYamlToDirectory !== undefined) {
        if (!request.preview) renderManifest(inputs, session.options.renderYamlToDirectory, request.log);
        return outputsOf(inputs, inputs, CREATE_MANAGER);
    }
    const fieldManager = fieldManagerOf(inputs, request.oldOutputs, newFieldManager);
    if (request.preview) return previewOfUpdate(request, inputs, fieldManager, session);
    const { cluster } = session;
    const written = await apply(request, inputs, fieldManager, session, false);
    await relinquish(cluster, written, stringAt(request.oldOutputs, "__fieldManager"), fieldManager);
    const readiness = readinessOf(inputs, written);
    if (!readiness) return outputsOf(written, inputs, fieldManager);
    try {
        const wait = { seconds: waitSeconds(request.timeoutSeconds, inputs), signal: request.signal, log: request.log };
        return outputsOf(await waitUntilReady(cluster, written, readiness, wait), inputs, fieldManager);
    } catch (error) {
        if (!(error instanceof NotReady)) throw error;
        const id = idOf(written);
        const what = `the Kubernetes API server reported that "${id}" failed to fully initialize or become live: ${error.message}`;
        throw new InitializationFailed(id, outputsOf(error.object, inputs, fieldManager), [what, ...error.reasons]);
    }
}

async function apply(
    request: UpdateRequest,
    inputs: KubeObject,
    fieldManager: string,
    session: Session,
    dryRun: boolean,
): Promise<KubeObject> {
    const { cluster } = session;
    try {
        const found = await cluster.getSame(request.oldOutputs);
        const live = dryRun ? found : await withOwnFields(cluster, found, fieldManager);
        const body = withIgnoredChanges(inputs, live, request.ignoreChanges, fieldManager);
        const force =
            session.options.enablePatchForce ||
            isAnnotatedTrue(inputs, annotations.patchForce) ||
            listAt(live, "metadata", "managedFields").length === 0;
        return await cluster.apply(body, { fieldManager, dryRun, force }).catch((error: unknown) => {
            // What the update takes over first, a dry run can only overrule.
            if (!dryRun || !onlyTakenOver(error)) throw error;
            return cluster.apply(body, { fieldManager, dryRun, force: true });
        });
    } catch (error) {
        if (dryRun && error instanceof ApiError && error.code === 403) throw error;
        throw new Error(`update of resource "${request.urn}" failed: ${explained(error, fieldManager)}`);
    }
}

/** Whether a conflict is only with managers that the update takes over, so that it would not meet it. */
function onlyTakenOver(error: unknown): boolean {
    if (!(error instanceof ApiError) || error.reason !== "Conflict" || error.causes.length === 0) return false;
    return error.causes.every((cause) => {
        const manager = /^conflict with "([^"]*)"(?! with subresource)/.exec(cause)?.[1];
        return manager !== undefined && isTakenOverName(manager);
    });
}

function explained(error: unknown, fieldManager: string): string {
    const message = (error as Error).message;
    if (!(error instanceof ApiError) || error.reason !== "Conflict") return message;
    return (
        "server-side apply field conflict detected, see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/" +
        "managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help\n" +
        `The resource managed by field manager "${fieldManager}" had an apply conflict: ${message}`
    );
}

/** The object after the fields of its creation, and of kubectl, have been given to the resource's own manager. */
async function withOwnFields(cluster: Cluster, live: KubeObject, fieldManager: string): Promise<KubeObject> {
    const managedFields = takeOver(live, fieldManager);
    if (!managedFields) return live;
    return cluster.patchJson(live, [
        { op: "test", path: "/metadata/resourceVersion", value: stringAt(live, "metadata", "resourceVersion") },
        { op: "replace", path: "/metadata/managedFields", value: managedFields },
    ]);
}

/** After a change of the manager's name, the old one must hold nothing, or what it held could never be removed. */
async function relinquish(cluster: Cluster, object: KubeObject, before: string, after: string): Promise<void> {
    if (before === "" || before === after) return;
    const identity = {
        name: stringAt(object, "metadata", "name"),
        namespace: stringAt(object, "metadata", "namespace"),
    };
    const nothing = withMetadata(
        { apiVersion: apiVersionOf(object), kind: kindOf(object), metadata: {} },
        { name: identity.name, namespace: identity.namespace || undefined },
    );
    await cluster.apply(nothing, { fieldManager: before, dryRun: false, force: false });
}

async function previewOfUpdate(
    request: UpdateRequest,
    inputs: KubeObject,
    fieldManager: string,
    session: Session,
): Promise<Properties> {
    if (session.unreachable !== undefined || containsUnknown(inputs)) return outputsFromInputs(inputs);
    if (!(await session.cluster.served(apiVersionOf(inputs), kindOf(inputs)))) return outputsFromInputs(inputs);
    try {
        return outputsOf(await apply(request, inputs, fieldManager, session, true), inputs, fieldManager);
    } catch (error) {
        if (error instanceof ApiError && error.code === 403) return outputsFromInputs(inputs);
        throw error;
    }
}
