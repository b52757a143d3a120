import type { DiffResult } from "./diff";
import type {
    CheckFailure,
    CheckRequest,
    Created,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    Log,
    ReadRequest,
    ReadResult,
    UpdateRequest,
} from "./provider";
import type { Properties } from "./values";

/** One resource type of a stand-in. `Client` is what the provider's configuration gives: API clients and the like. */
export interface ResourceHandler<Client> {
    /** `aws:ecr/repository:Repository` */
    type: string;
    /** Input properties that it implements; any other is refused, as the official plugin would heed it. */
    inputs: readonly string[];
    /** Inputs without which it is refused. */
    required?: readonly string[];
    /** Outputs that are not inputs and that only a real create or update tells: UNKNOWN in the preview of a create. */
    computed?: readonly string[];
    /** Those of `computed` that an update may change: UNKNOWN in the preview of an update. */
    computedOnUpdate?: readonly string[];
    /** Values for what the program leaves out; `oldInputs` keeps names that were chosen before. */
    defaults?(request: CheckRequest): Properties;
    /** Inputs as the official plugin keeps them in the state, for example JSON in one spelling. */
    normalize?(inputs: Properties): Properties;
    /** Further validation of inputs, with defaults filled in. In previews some may be UNKNOWN. */
    check?(inputs: Properties, request: CheckRequest): CheckFailure[];
    /** Paths whose change replaces the resource: `name`, `encryptionConfigurations`, `rules[*].port`. */
    replaceOn?: readonly string[];
    /** Delete before making anew: true where two of the same name cannot live side by side. */
    deleteBeforeReplace?: boolean | ((inputs: Properties, oldInputs: Properties) => boolean);
    /** In place of the structural diff of inputs. */
    diff?(request: DiffRequest, client: Client): Promise<DiffResult> | DiffResult;
    /** In place of inputs overlaid with `computed` as UNKNOWN. */
    preview?(request: CreateRequest | UpdateRequest, client: Client): Promise<Created> | Created;
    create(request: CreateRequest, client: Client): Promise<Created>;
    /** Live state; undefined when it is gone. `oldInputs` is undefined for an import. */
    read?(request: ReadRequest, client: Client): Promise<ReadResult | undefined>;
    /** Outputs after the update. Without it, every change replaces. */
    update?(request: UpdateRequest, client: Client): Promise<Properties>;
    /** Does nothing by default. Must succeed when the resource is gone already. */
    delete?(request: DeleteRequest, client: Client): Promise<void>;
}

/** A function that programs call, `aws.getCallerIdentity()`. */
export interface FunctionHandler<Client> {
    /** `aws:index/getCallerIdentity:getCallerIdentity` */
    token: string;
    /** Arguments that it implements; any other is refused. */
    args: readonly string[];
    invoke(args: Properties, client: Client): Promise<Properties>;
}

/** A stand-in made of handlers. */
export interface HandledProvider<Client> {
    name: string;
    version: string;
    /** Configuration properties that it implements; any other is refused. */
    config: readonly string[];
    /** Configuration whose change replaces the provider and everything it made, such as the region. */
    configReplaceOn?: readonly string[];
    checkConfig?(config: Properties): CheckFailure[];
    configure(config: Properties, log: Log): Promise<Client> | Client;
    resources: readonly ResourceHandler<Client>[];
    functions?: readonly FunctionHandler<Client>[];
}
