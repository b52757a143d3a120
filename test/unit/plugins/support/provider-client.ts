import { type ClientUnaryCall, credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { listen, type Properties, type Provider, providerService } from "../../../../local/plugins/shared";
import { messageLimits } from "../../../../local/plugins/shared/limits";
import { fromStruct, toStruct } from "../../../../local/plugins/shared/values";

/** What the CLI would show. */
export interface Logged {
    urn: string;
    message: string;
    severity: number;
    ephemeral: boolean;
}

export interface DetailedDiff {
    changes: number;
    replaces: string[];
    deleteBeforeReplace: boolean;
    /** Path to the name of the kind of change. */
    detailed: Record<string, string>;
}

/** The detail by which the engine keeps a resource that was created but did not become ready. */
export interface InitFailure {
    id: string;
    properties: Properties;
    inputs: Properties;
    reasons: string[];
}

type Done<Response> = (error: ServiceError | null, response: Response) => void;

function ask<Response>(call: (done: Done<Response>) => ClientUnaryCall): Promise<Response> {
    return new Promise((resolve, reject) => {
        call((error, response) => (error ? reject(error) : resolve(response)));
    });
}

/** Plays the engine to a provider in this process, over real gRPC. */
export class ProviderClient {
    readonly grpc: ResourceProviderClient;

    private constructor(
        port: number,
        /** What the provider has logged so far. */
        readonly logged: Logged[],
        private readonly stop: () => void,
    ) {
        this.grpc = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), messageLimits);
    }

    static async connect(provider: Provider): Promise<ProviderClient> {
        const engine = new Server();
        const logged: Logged[] = [];
        const service: Pick<IEngineServer, "log"> = {
            log(call, callback) {
                const request: LogRequest = call.request;
                logged.push({
                    urn: request.getUrn(),
                    message: request.getMessage(),
                    severity: request.getSeverity(),
                    ephemeral: request.getEphemeral(),
                });
                callback(null, new Empty());
            },
        };
        engine.addService(EngineService, { ...service });
        const enginePort = await new Promise<number>((resolve, reject) => {
            engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
                error ? reject(error) : resolve(port),
            );
        });
        const { port, close } = await listen(providerService(provider, `127.0.0.1:${enginePort}`));
        return new ProviderClient(port, logged, () => {
            close();
            engine.forceShutdown();
        });
    }

    close(): void {
        this.grpc.close();
        this.stop();
    }

    urn(type: string, name = "it"): string {
        return `urn:pulumi:dev::test::${type}::${name}`;
    }

    async configure(args: Record<string, unknown>): Promise<rpc.ConfigureResponse> {
        const request = new rpc.ConfigureRequest();
        request.setArgs(toStruct(args));
        return ask<rpc.ConfigureResponse>((done) => this.grpc.configure(request, done));
    }

    async checkConfig(
        news: Properties,
    ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }> {
        const request = new rpc.CheckRequest();
        request.setNews(toStruct(news));
        return checked(await ask<rpc.CheckResponse>((done) => this.grpc.checkConfig(request, done)));
    }

    async diffConfig(olds: Properties, news: Properties): Promise<DetailedDiff> {
        const request = new rpc.DiffRequest();
        request.setOldInputs(toStruct(olds));
        request.setOlds(toStruct(olds));
        request.setNews(toStruct(news));
        return diffed(await ask<rpc.DiffResponse>((done) => this.grpc.diffConfig(request, done)));
    }

    async check(type: string, news: Properties, olds: Properties = {}, name = "it", seed = "") {
        const request = new rpc.CheckRequest();
        request.setUrn(this.urn(type, name));
        request.setNews(toStruct(news));
        request.setOlds(toStruct(olds));
        request.setRandomseed(Buffer.from(seed));
        return checked(await ask<rpc.CheckResponse>((done) => this.grpc.check(request, done)));
    }

    async diff(
        type: string,
        id: string,
        oldInputs: Properties,
        news: Properties,
        more: { outputs?: Properties; ignore?: string[] } = {},
    ) {
        const request = new rpc.DiffRequest();
        request.setUrn(this.urn(type));
        request.setId(id);
        request.setOldInputs(toStruct(oldInputs));
        request.setOlds(toStruct(more.outputs ?? oldInputs));
        request.setNews(toStruct(news));
        request.setIgnorechangesList(more.ignore ?? []);
        return diffed(await ask<rpc.DiffResponse>((done) => this.grpc.diff(request, done)));
    }

    async create(type: string, inputs: Properties, { preview = false, timeout = 0 } = {}) {
        const request = new rpc.CreateRequest();
        request.setUrn(this.urn(type));
        request.setProperties(toStruct(inputs));
        request.setPreview(preview);
        request.setTimeout(timeout);
        const response = await ask<rpc.CreateResponse>((done) => this.grpc.create(request, done));
        return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
    }

    async read(type: string, id: string, oldInputs?: Properties, outputs: Properties = {}) {
        const request = new rpc.ReadRequest();
        request.setUrn(this.urn(type));
        request.setId(id);
        if (oldInputs) request.setInputs(toStruct(oldInputs));
        request.setProperties(toStruct(outputs));
        const response = await ask<rpc.ReadResponse>((done) => this.grpc.read(request, done));
        return {
            id: response.getId(),
            inputs: fromStruct(response.getInputs()),
            outputs: fromStruct(response.getProperties()),
        };
    }

    async update(
        type: string,
        id: string,
        old: { inputs: Properties; outputs: Properties },
        news: Properties,
        { preview = false, timeout = 0, ignore = [] as string[] } = {},
    ): Promise<Properties> {
        const request = new rpc.UpdateRequest();
        request.setUrn(this.urn(type));
        request.setId(id);
        request.setOldInputs(toStruct(old.inputs));
        request.setOlds(toStruct(old.outputs));
        request.setNews(toStruct(news));
        request.setPreview(preview);
        request.setTimeout(timeout);
        request.setIgnorechangesList(ignore);
        return fromStruct((await ask<rpc.UpdateResponse>((done) => this.grpc.update(request, done))).getProperties());
    }

    async delete(type: string, id: string, inputs: Properties, outputs: Properties, timeout = 0): Promise<void> {
        const request = new rpc.DeleteRequest();
        request.setUrn(this.urn(type));
        request.setId(id);
        request.setOldInputs(toStruct(inputs));
        request.setProperties(toStruct(outputs));
        request.setTimeout(timeout);
        await ask<Empty>((done) => this.grpc.delete(request, done));
    }

    async invoke(token: string, args: Properties): Promise<Properties> {
        const request = new rpc.InvokeRequest();
        request.setTok(token);
        request.setArgs(toStruct(args));
        return fromStruct((await ask<rpc.InvokeResponse>((done) => this.grpc.invoke(request, done))).getReturn());
    }
}

function checked(response: rpc.CheckResponse) {
    const failures = response
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
    return { inputs: fromStruct(response.getInputs()), failures };
}

function diffed(response: rpc.DiffResponse): DetailedDiff {
    const kindNames = Object.fromEntries(Object.entries(rpc.PropertyDiff.Kind).map(([name, value]) => [value, name]));
    const detailed: Record<string, string> = {};
    response.getDetaileddiffMap().forEach((property, path) => {
        detailed[path] = String(kindNames[property.getKind()]);
    });
    return {
        changes: response.getChanges(),
        replaces: response.getReplacesList(),
        deleteBeforeReplace: response.getDeletebeforereplace(),
        detailed,
    };
}

/** Reads what the engine would read from a failed call. */
export function initFailureOf(error: unknown): InitFailure | undefined {
    const [bytes] = (error as ServiceError).metadata?.get("grpc-status-details-bin") ?? [];
    if (!(bytes instanceof Buffer)) return undefined;
    const [any] = Status.deserializeBinary(bytes).getDetailsList();
    if (any?.getTypeName() !== "pulumirpc.ErrorResourceInitFailed") return undefined;
    const detail = rpc.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
    return {
        id: detail.getId(),
        properties: fromStruct(detail.getProperties()),
        inputs: fromStruct(detail.getInputs()),
        reasons: detail.getReasonsList(),
    };
}
