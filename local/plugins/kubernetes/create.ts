import { type Created, type CreateRequest, containsUnknown, InitializationFailed, uniqueName } from "../shared";
import { annotations, isAnnotatedTrue, waitSeconds } from "./annotations";
import { ApiError } from "./api";
import { isMissingNamespace, NoSuchKind, untilPlaceExists } from "./cluster";
import { CREATE_MANAGER, fieldManagerOf } from "./field-managers";
import { apiVersionOf, idOf, type KubeObject, kindOf } from "./object";
import { outputsFromInputs, outputsOf } from "./outputs";
import { readinessOf } from "./readiness";
import { NotReady, waitUntilReady } from "./readiness/wait";
import { renderManifest } from "./render";
import type { Session } from "./session";

const MANAGER_HEX_DIGITS = 8;
export const newFieldManager = () => uniqueName("pulumi-kubernetes", MANAGER_HEX_DIGITS, new Uint8Array());

export async function createObject(request: CreateRequest, session: Session): Promise<Created> {
    const { inputs } = request;
    if (session.options.renderYamlToDirectory !== undefined) {
        if (!request.preview) renderManifest(inputs, session.options.renderYamlToDirectory, request.log);
        return { id: request.preview ? "" : idOf(inputs), outputs: outputsOf(inputs, inputs, CREATE_MANAGER) };
    }
    if (request.preview) return previewOfCreate(request, session);
    const fieldManager = fieldManagerOf(inputs, {}, newFieldManager);
    const written = await write(inputs, fieldManager, request, session);
    const readiness = readinessOf(inputs, written);
    if (!readiness) return { id: idOf(written), outputs: outputsOf(written, inputs, fieldManager) };
    try {
        const wait = { seconds: waitSeconds(request.timeoutSeconds, inputs), signal: request.signal, log: request.log };
        const live = await waitUntilReady(session.cluster, written, readiness, wait);
        return { id: idOf(live), outputs: outputsOf(live, inputs, fieldManager) };
    } catch (error) {
        if (!(error instanceof NotReady)) throw error;
        const what =
            `resource "${request.urn}" was successfully created, but the Kubernetes API server ` +
            `reported that it failed to fully initialize or become live: ${error.message}`;
        const outputs = outputsOf(error.object, inputs, fieldManager);
        throw new InitializationFailed(idOf(written), outputs, [what, ...error.reasons]);
    }
}

async function write(
    inputs: KubeObject,
    fieldManager: string,
    request: CreateRequest,
    session: Session,
): Promise<KubeObject> {
    const { cluster } = session;
    const force = session.options.enablePatchForce || isAnnotatedTrue(inputs, annotations.patchForce);
    const attempt = () =>
        session.options.upsertExistingObjects
            ? cluster.apply(inputs, { fieldManager, dryRun: false, force })
            : cluster.create(inputs, { fieldManager: CREATE_MANAGER, dryRun: false });
    try {
        return await untilPlaceExists(attempt, request.log.status, request.signal);
    } catch (error) {
        throw new Error(creationFailure(request.urn, inputs, error));
    }
}

function creationFailure(urn: string, inputs: KubeObject, error: unknown): string {
    const message = (error as Error).message;
    if (error instanceof NoSuchKind) {
        return (
            `creation of resource "${urn}" with kind ${apiVersionOf(inputs)}/${kindOf(inputs)} failed because the ` +
            "Kubernetes API server reported that the apiVersion for this resource does not exist. " +
            `Verify that any required CRDs have been created: ${message}`
        );
    }
    const failed = `resource "${urn}" was not successfully created by the Kubernetes API server: ${message}`;
    if (!(error instanceof ApiError) || error.reason !== "AlreadyExists") return failed;
    return (
        `${failed}\n\nThe resource already exists in the cluster. Ways on: an alias, if it was renamed in the program; ` +
        "`pulumi import`, to take it into the stack; deleting it; or `upsertExistingObjects` on the provider, to update it."
    );
}

/** A dry run; where the server cannot know yet, the inputs. A refusal that the update would meet too is shown now. */
async function previewOfCreate(request: CreateRequest, session: Session): Promise<Created> {
    const { inputs } = request;
    const asGiven = { id: "", outputs: outputsFromInputs(inputs) };
    if (session.unreachable !== undefined) {
        session.warnOnce(request.log);
        return asGiven;
    }
    if (containsUnknown(inputs)) return asGiven;
    if (!(await session.cluster.served(apiVersionOf(inputs), kindOf(inputs)))) return asGiven;
    try {
        const fieldManager = session.options.upsertExistingObjects ? newFieldManager() : CREATE_MANAGER;
        const planned = session.options.upsertExistingObjects
            ? await session.cluster.apply(inputs, { fieldManager, dryRun: true, force: true })
            : await session.cluster.create(inputs, { fieldManager, dryRun: true });
        // Without a status, so that reading one in the program stays unknown instead of finding it empty.
        const { status: _status, ...object } = planned;
        return { id: "", outputs: outputsOf(object, inputs, fieldManager) };
    } catch (error) {
        if (isMissingNamespace(error) || cannotPreview(error)) return asGiven;
        throw new Error(creationFailure(request.urn, inputs, error));
    }
}

/** Refusals that say nothing about the update: no right to try, no dry run, or it exists and is about to be replaced. */
function cannotPreview(error: unknown): boolean {
    if (!(error instanceof ApiError)) return false;
    return (
        error.code === 403 ||
        error.reason === "AlreadyExists" ||
        (error.code === 400 && /does not support dry run|dryRun/.test(error.message))
    );
}
