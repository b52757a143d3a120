import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { providerConfig } from "./config";
import { diffInputs } from "./diff";
import { Engine, silentLog } from "./engine";
import { NotImplemented, toServiceError } from "./errors";
import type { Provider } from "./provider";
import * as requests from "./requests";
import * as responses from "./responses";
import { fromStruct, toStruct } from "./values";

/** The engine's ResourceProvider service, answered by a provider. Methods left out answer "unimplemented". */
export function providerService(provider: Provider, engineAddress?: string): UntypedServiceImplementation {
    let engine = engineAddress ? new Engine(engineAddress) : undefined;
    const cancelled = new AbortController();
    const around: requests.Surroundings = {
        log: (urn) => engine?.log(urn) ?? silentLog,
        signal: cancelled.signal,
    };
    const attach = (address: string) => {
        if (address === engineAddress) return;
        engine?.close();
        engine = new Engine(address);
    };

    function unary<Request, Response>(
        answer: (request: Request) => Promise<Response>,
    ): handleUnaryCall<Request, Response> {
        return (call, callback) => {
            answer(call.request)
                .finally(() => engine?.flushed())
                .then(
                    (response) => callback(null, response),
                    (error: unknown) => callback(toServiceError(error)),
                );
        };
    }

    return {
        handshake: unary(async (request: rpc.ProviderHandshakeRequest) => {
            attach(request.getEngineAddress());
            // All capabilities off: the engine then strips secrets, resource references and output values by itself.
            return new rpc.ProviderHandshakeResponse();
        }),
        attach: unary(async (request: PluginAttach) => {
            attach(request.getAddress());
            return new Empty();
        }),
        getPluginInfo: unary(async () => {
            const info = new PluginInfo();
            info.setVersion(provider.version);
            return info;
        }),
        getSchema: unary(async () => {
            throw new NotImplemented(
                `the local stand-in for the Pulumi provider "${provider.name}" has no schema; the official plugin has`,
            );
        }),
        checkConfig: unary(async (request: rpc.CheckRequest) => {
            const inputs = fromStruct(request.getNews());
            return responses.checkResponse((await provider.checkConfig?.(inputs)) ?? { inputs, failures: [] });
        }),
        diffConfig: unary(async (request: rpc.DiffRequest) => {
            const oldConfig = fromStruct(request.getOldInputs());
            const config = fromStruct(request.getNews());
            return responses.diffResponse(
                (await provider.diffConfig?.(oldConfig, config)) ?? diffInputs(oldConfig, config),
            );
        }),
        configure: unary(async (request: rpc.ConfigureRequest) => {
            await provider.configure(providerConfig(request), around.log(""));
            const response = new rpc.ConfigureResponse();
            response.setSupportspreview(true);
            return response;
        }),
        check: unary(async (request: rpc.CheckRequest) =>
            responses.checkResponse(await provider.check(requests.checkRequest(request, around))),
        ),
        diff: unary(async (request: rpc.DiffRequest) =>
            responses.diffResponse(await provider.diff(requests.diffRequest(request, around))),
        ),
        create: unary(async (request: rpc.CreateRequest) =>
            responses.createResponse(await provider.create(requests.createRequest(request, around))),
        ),
        read: unary(async (request: rpc.ReadRequest) =>
            responses.readResponse(await provider.read(requests.readRequest(request, around))),
        ),
        update: unary(async (request: rpc.UpdateRequest) =>
            responses.updateResponse(await provider.update(requests.updateRequest(request, around))),
        ),
        delete: unary(async (request: rpc.DeleteRequest) => {
            await provider.delete(requests.deleteRequest(request, around));
            return new Empty();
        }),
        invoke: unary(async (request: rpc.InvokeRequest) => {
            const token = request.getTok();
            if (!provider.invoke) {
                throw new NotImplemented(
                    `the local stand-in for the Pulumi provider "${provider.name}" has no function "${token}"; the official plugin may have it`,
                );
            }
            const preview = request.getPreview();
            const args = fromStruct(request.getArgs());
            const result = await provider.invoke({ token, args, preview, log: around.log(""), signal: around.signal });
            const response = new rpc.InvokeResponse();
            response.setReturn(toStruct(result));
            return response;
        }),
        cancel: unary(async () => {
            cancelled.abort(new Error("cancelled"));
            return new Empty();
        }),
    };
}
