import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { ChangeKind, DiffResult } from "./diff";
import type { CheckResult, Created, ReadResult } from "./provider";
import { type Properties, toStruct } from "./values";

const kinds: Record<ChangeKind, rpc.PropertyDiff.Kind> = {
    add: rpc.PropertyDiff.Kind.ADD,
    "add-replace": rpc.PropertyDiff.Kind.ADD_REPLACE,
    delete: rpc.PropertyDiff.Kind.DELETE,
    "delete-replace": rpc.PropertyDiff.Kind.DELETE_REPLACE,
    update: rpc.PropertyDiff.Kind.UPDATE,
    "update-replace": rpc.PropertyDiff.Kind.UPDATE_REPLACE,
};

export function checkResponse(result: CheckResult): rpc.CheckResponse {
    const response = new rpc.CheckResponse();
    response.setInputs(toStruct(result.inputs));
    for (const { property, reason } of result.failures) {
        const failure = new rpc.CheckFailure();
        failure.setProperty(property);
        failure.setReason(reason);
        response.addFailures(failure);
    }
    return response;
}

/** `inputDiff`: the paths are those of inputs, so that the CLI shows old and new input side by side. */
export function diffResponse(result: DiffResult): rpc.DiffResponse {
    const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
    const response = new rpc.DiffResponse();
    response.setChanges(result.changed ? DIFF_SOME : DIFF_NONE);
    response.setReplacesList(result.replaces);
    response.setDeletebeforereplace(result.deleteBeforeReplace);
    response.setDiffsList([...new Set(Object.keys(result.detailed).map(topLevelKey))]);
    response.setHasdetaileddiff(true);
    for (const [path, kind] of Object.entries(result.detailed)) {
        const property = new rpc.PropertyDiff();
        property.setKind(kinds[kind]);
        property.setInputdiff(true);
        response.getDetaileddiffMap().set(path, property);
    }
    return response;
}

function topLevelKey(path: string): string {
    return path.split(/[.[]/, 1)[0] || path;
}

export function createResponse(created: Created): rpc.CreateResponse {
    const response = new rpc.CreateResponse();
    response.setId(created.id);
    response.setProperties(toStruct(created.outputs));
    return response;
}

/** An empty id tells the engine that the resource is gone. */
export function readResponse(result: ReadResult | undefined): rpc.ReadResponse {
    const response = new rpc.ReadResponse();
    if (result === undefined) return response;
    response.setId(result.id);
    response.setInputs(toStruct(result.inputs));
    response.setProperties(toStruct(result.outputs));
    return response;
}

export function updateResponse(outputs: Properties): rpc.UpdateResponse {
    const response = new rpc.UpdateResponse();
    response.setProperties(toStruct(outputs));
    return response;
}
