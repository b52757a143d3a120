import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { type Properties, toStruct } from "./values";

/**
 * The resource exists but did not become what it should: it is kept in the state with these reasons, and the next
 * update tries again.
 */
export class InitializationFailed extends Error {
    constructor(
        readonly id: string,
        readonly outputs: Properties,
        readonly reasons: string[],
        /** Only heeded in answer to a read; create and update keep the inputs they were given. */
        readonly inputs?: Properties,
    ) {
        super(reasons.join("\n"));
    }
}

/** A method that the stand-in does not serve, or the official plugin neither. */
export class NotImplemented extends Error {}

/** What the engine is sent for an error: its text, and for InitializationFailed the detail by which the engine keeps the state. */
export function toServiceError(error: unknown): ServiceError {
    const message = error instanceof Error ? error.message : String(error);
    const metadata = new Metadata();
    const code = error instanceof NotImplemented ? status.UNIMPLEMENTED : status.UNKNOWN;
    if (error instanceof InitializationFailed) {
        const detail = new ErrorResourceInitFailed();
        detail.setId(error.id);
        if (error.inputs) detail.setInputs(toStruct(error.inputs));
        detail.setProperties(toStruct(error.outputs));
        detail.setReasonsList(error.reasons);
        const any = new Any();
        any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const rpcStatus = new Status();
        rpcStatus.setCode(code);
        rpcStatus.setMessage(message);
        rpcStatus.addDetails(any);
        metadata.add("grpc-status-details-bin", Buffer.from(rpcStatus.serializeBinary()));
    }
    return Object.assign(new Error(message), { code, details: message, metadata });
}
