import type { DiffResult } from "./diff";
import type { Properties } from "./values";

/** Shows text beside a resource in the CLI. */
export interface Log {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
    /** Progress in the resource's line; replaced by the next one and not kept. */
    status(message: string): void;
}

/** What every request about one resource brings. */
export interface ResourceRequest {
    urn: string;
    /** `aws:ecr/repository:Repository` */
    type: string;
    /** The resource's name in the program, last part of the URN. */
    name: string;
    log: Log;
    /** Aborted when the engine cancels (Ctrl-C). */
    signal: AbortSignal;
}

export interface CheckRequest extends ResourceRequest {
    /** Inputs of the last update as Check returned them then; empty for a new resource. */
    oldInputs: Properties;
    /** As the program gives them; in a preview they may hold UNKNOWN. */
    inputs: Properties;
    /** Source of randomness for names: the same in an update plan and the update. Empty if the engine gives none. */
    randomSeed: Uint8Array;
}

export interface CheckFailure {
    /** Path of the property; empty when it is about the resource as a whole. */
    property: string;
    reason: string;
}

export interface CheckResult {
    inputs: Properties;
    failures: CheckFailure[];
}

export interface DiffRequest extends ResourceRequest {
    id: string;
    oldInputs: Properties;
    oldOutputs: Properties;
    inputs: Properties;
    ignoreChanges: string[];
}

export interface CreateRequest extends ResourceRequest {
    inputs: Properties;
    /** Nothing may be changed; outputs that only a real create would tell are UNKNOWN. */
    preview: boolean;
    /** The program's `customTimeouts.create` in seconds; 0 when it sets none. */
    timeoutSeconds: number;
}

export interface Created {
    /** May be empty in a preview. */
    id: string;
    outputs: Properties;
}

export interface ReadRequest extends ResourceRequest {
    id: string;
    /** Undefined for `pulumi import` and `Type.get`. */
    oldInputs: Properties | undefined;
    oldOutputs: Properties;
    timeoutSeconds: number;
}

export interface ReadResult {
    id: string;
    inputs: Properties;
    outputs: Properties;
}

export interface UpdateRequest extends CreateRequest {
    id: string;
    oldInputs: Properties;
    oldOutputs: Properties;
    ignoreChanges: string[];
}

export interface DeleteRequest extends ResourceRequest {
    id: string;
    oldInputs: Properties;
    oldOutputs: Properties;
    timeoutSeconds: number;
}

export interface InvokeRequest {
    /** `aws:index/getCallerIdentity:getCallerIdentity` */
    token: string;
    args: Properties;
    preview: boolean;
    log: Log;
    signal: AbortSignal;
}

/** A provider as the engine sees it, over decoded values. Secrets never reach it: acceptSecrets is off. */
export interface Provider {
    /** `kubernetes` */
    name: string;
    /** Of node_modules/@pulumi/<name>. */
    version: string;
    checkConfig?(config: Properties): Promise<CheckResult>;
    /** Undefined: a change of configuration updates the provider and replaces nothing. */
    diffConfig?(oldConfig: Properties, newConfig: Properties): Promise<DiffResult>;
    /** Never called while some of the configuration is unknown: then the engine asks the provider nothing else either. */
    configure(config: Properties, log: Log): Promise<void>;
    check(request: CheckRequest): Promise<CheckResult>;
    diff(request: DiffRequest): Promise<DiffResult>;
    create(request: CreateRequest): Promise<Created>;
    /** Undefined when the resource is gone. */
    read(request: ReadRequest): Promise<ReadResult | undefined>;
    update(request: UpdateRequest): Promise<Properties>;
    delete(request: DeleteRequest): Promise<void>;
    invoke?(request: InvokeRequest): Promise<Properties>;
}
