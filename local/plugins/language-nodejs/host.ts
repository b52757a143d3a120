import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { PackageDependency, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { parseOptions } from "./options";
import { programDependencies, requiredPlugins } from "./packages";
import { runPlugin } from "./plugin";
import { runProgram } from "./program";

export interface LanguageHost {
    handlers: grpc.UntypedServiceImplementation;
    /** Ends every program that runs; resolves when they have ended. */
    cancel(): Promise<void>;
}

/** The LanguageRuntime service, as far as running programs, component providers and policy packs needs it. */
export function languageHost(version: string, engineAddress: string, tracing: string): LanguageHost {
    const cancellation = new AbortController();
    const running = new Set<Promise<unknown>>();
    let engine = engineAddress;

    /** Until the program ends by itself, or the engine gives up the call or all calls. */
    async function untilEnd<T>(callSignal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
        const program = run(AbortSignal.any([callSignal, cancellation.signal]));
        running.add(program);
        return program.finally(() => running.delete(program));
    }

    const handlers: grpc.UntypedServiceImplementation = {
        handshake: unary(async (request: language.LanguageHandshakeRequest) => {
            engine = request.getEngineAddress();
            return new language.LanguageHandshakeResponse();
        }),
        getPluginInfo: unary(async () => new PluginInfo().setVersion(version)),
        getRequiredPackages: unary(async (request: language.GetRequiredPackagesRequest) =>
            new language.GetRequiredPackagesResponse().setPackagesList(
                requiredPlugins(programDirectory(request)).map((plugin) =>
                    new PackageDependency()
                        .setKind("resource")
                        .setName(plugin.name)
                        .setVersion(plugin.version)
                        .setServer(plugin.server),
                ),
            ),
        ),
        getProgramDependencies: unary(async (request: language.GetProgramDependenciesRequest) =>
            new language.GetProgramDependenciesResponse().setDependenciesList(
                programDependencies(programDirectory(request), request.getTransitivedependencies()).map((found) =>
                    new language.DependencyInfo().setName(found.name).setVersion(found.version),
                ),
            ),
        ),
        about: unary(async (request: language.AboutRequest) => about(request)),
        runtimeOptionsPrompts: unary(async () => new language.RuntimeOptionsResponse()),
        template: unary(async () => new language.TemplateResponse()),
        run: unary(async (request: language.RunRequest, signal) => {
            const result = await untilEnd(signal, (either) => runProgram(request, engine, tracing, either));
            return new language.RunResponse().setError(result.error).setBail(result.bail);
        }),
        runPlugin: streaming(async (request: language.RunPluginRequest, send, signal) => {
            const output = {
                stdout: (chunk: Buffer) => send(new language.RunPluginResponse().setStdout(chunk)),
                stderr: (chunk: Buffer) => send(new language.RunPluginResponse().setStderr(chunk)),
            };
            await untilEnd(signal, (either) => runPlugin(request, output, either));
        }),
        // npm would prune node_modules and wants a registry: the dependencies are the user's to install.
        installDependencies: streaming(async (_request, send) => {
            const text = "The stand-in for the Node.js language host installs nothing: run `npm ci` yourself.\n";
            send(new language.InstallDependenciesResponse().setStdout(Buffer.from(text)));
        }),
        cancel: unary(async () => {
            cancellation.abort();
            return new Empty();
        }),
    };
    return {
        handlers,
        async cancel() {
            cancellation.abort();
            await Promise.allSettled(running);
        },
    };
}

function programDirectory(request: { getInfo(): language.ProgramInfo | undefined }): string {
    const info = request.getInfo();
    if (info === undefined) throw new Error("the request has no program info; the engine is too old");
    return info.getProgramDirectory();
}

function about(request: language.AboutRequest): language.AboutResponse {
    const options = parseOptions(request.getInfo()?.getOptions()?.toJavaScript() ?? {});
    const response = new language.AboutResponse()
        .setExecutable(process.execPath)
        .setVersion(execFileSync("node", ["--version"], { encoding: "utf8" }).trim());
    const metadata = response.getMetadataMap();
    metadata.set("packagemanager", options.packageManager === "auto" ? "npm" : options.packageManager);
    const typescript = typescriptVersion(programDirectory(request));
    if (typescript !== undefined) metadata.set("typescriptVersion", typescript);
    return response;
}

function typescriptVersion(programDir: string): string | undefined {
    try {
        const manifest = createRequire(join(programDir, "index.js"))("typescript/package.json") as { version: string };
        return manifest.version;
    } catch {
        // A program in JavaScript has none; `pulumi about` leaves the line out.
        return undefined;
    }
}

const status = (error: unknown) => ({
    code: grpc.status.UNKNOWN,
    details: error instanceof Error ? error.message : String(error),
});

/** Aborted when the engine gives the call up. */
function callSignal(call: { on(event: "cancelled", listener: () => void): unknown }): AbortSignal {
    const controller = new AbortController();
    call.on("cancelled", () => controller.abort());
    return controller.signal;
}

function unary<Request, Response>(
    handle: (request: Request, signal: AbortSignal) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        handle(call.request, callSignal(call)).then(
            (response) => callback(null, response),
            (error) => callback(status(error)),
        );
    };
}

function streaming<Request, Response>(
    handle: (request: Request, send: (response: Response) => void, signal: AbortSignal) => Promise<void>,
): grpc.handleServerStreamingCall<Request, Response> {
    return (call) => {
        handle(call.request, (response) => void call.write(response), callSignal(call)).then(
            () => call.end(),
            (error) => call.emit("error", status(error)),
        );
    };
}
