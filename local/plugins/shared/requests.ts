import type * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type {
    CheckRequest,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    Log,
    ReadRequest,
    ResourceRequest,
    UpdateRequest,
} from "./provider";
import { fromStruct } from "./values";

/** What a provider gets beside the message itself. */
export interface Surroundings {
    log(urn: string): Log;
    signal: AbortSignal;
}

interface ResourceMessage {
    getUrn(): string;
    getType(): string;
    getName(): string;
}

function resource(message: ResourceMessage, around: Surroundings): ResourceRequest {
    const urn = message.getUrn();
    // urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>; engines before 3.125 send no type and name.
    const [, , types = "", ...name] = urn.split("::");
    return {
        urn,
        type: message.getType() || (types.split("$").at(-1) ?? ""),
        name: message.getName() || name.join("::"),
        log: around.log(urn),
        signal: around.signal,
    };
}

export function checkRequest(message: rpc.CheckRequest, around: Surroundings): CheckRequest {
    return {
        ...resource(message, around),
        oldInputs: fromStruct(message.getOlds()),
        inputs: fromStruct(message.getNews()),
        randomSeed: message.getRandomseed_asU8(),
    };
}

export function diffRequest(message: rpc.DiffRequest, around: Surroundings): DiffRequest {
    return {
        ...resource(message, around),
        id: message.getId(),
        oldInputs: fromStruct(message.getOldInputs()),
        oldOutputs: fromStruct(message.getOlds()),
        inputs: fromStruct(message.getNews()),
        ignoreChanges: message.getIgnorechangesList(),
    };
}

export function createRequest(message: rpc.CreateRequest, around: Surroundings): CreateRequest {
    return {
        ...resource(message, around),
        inputs: fromStruct(message.getProperties()),
        preview: message.getPreview(),
        timeoutSeconds: message.getTimeout(),
    };
}

export function readRequest(message: rpc.ReadRequest, around: Surroundings): ReadRequest {
    return {
        ...resource(message, around),
        id: message.getId(),
        oldInputs: message.hasInputs() ? fromStruct(message.getInputs()) : undefined,
        oldOutputs: fromStruct(message.getProperties()),
        timeoutSeconds: message.getTimeout(),
    };
}

export function updateRequest(message: rpc.UpdateRequest, around: Surroundings): UpdateRequest {
    return {
        ...resource(message, around),
        id: message.getId(),
        oldInputs: fromStruct(message.getOldInputs()),
        oldOutputs: fromStruct(message.getOlds()),
        inputs: fromStruct(message.getNews()),
        ignoreChanges: message.getIgnorechangesList(),
        preview: message.getPreview(),
        timeoutSeconds: message.getTimeout(),
    };
}

export function deleteRequest(message: rpc.DeleteRequest, around: Surroundings): DeleteRequest {
    return {
        ...resource(message, around),
        id: message.getId(),
        oldInputs: fromStruct(message.getOldInputs()),
        oldOutputs: fromStruct(message.getProperties()),
        timeoutSeconds: message.getTimeout(),
    };
}
