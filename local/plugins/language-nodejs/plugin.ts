import type { RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import { runChild } from "./child";
import { locateModule } from "./module";
import { parseOptions, typescriptEnv } from "./options";
import { PolicyProxy } from "./policy-proxy";

export interface PluginOutput {
    stdout(chunk: Buffer): void;
    stderr(chunk: Buffer): void;
}

/** Runs a component provider or a policy pack that is written for Node.js, until it ends or is cancelled. */
export async function runPlugin(request: RunPluginRequest, output: PluginOutput, signal: AbortSignal): Promise<void> {
    const info = request.getInfo();
    if (info === undefined) throw new Error("the request has no program info; the engine is too old");
    if (request.getAttachDebugger()) {
        throw new Error(`the stand-in for the Node.js language host cannot attach a debugger to ${request.getName()}`);
    }
    const options = parseOptions(info.getOptions()?.toJavaScript() ?? {});
    const programDir = info.getProgramDirectory();
    const isPolicyPack = request.getKind() === "analyzer";
    const runModule = isPolicyPack
        ? "@pulumi/pulumi/cmd/run-policy-pack"
        : process.env.PULUMI_LANGUAGE_NODEJS_RUN_PATH || "@pulumi/pulumi/cmd/run-plugin";
    const runPath = locateModule(runModule, programDir, `npm install in ${programDir}`);
    // Policy packs take their directory last, for old packs' sake; and run in it.
    const args = isPolicyPack ? [...request.getArgsList(), programDir] : [programDir, ...request.getArgsList()];

    const proxy = isPolicyPack ? await PolicyProxy.start(output.stdout) : undefined;
    try {
        const end = await runChild({
            args: [runPath, ...options.nodeArgs, ...args],
            cwd: isPolicyPack ? programDir : request.getPwd(),
            env: { ...requestEnv(request), ...typescriptEnv(options), ...(await proxy?.configuration(signal)) },
            signal,
            onStdout: proxy ? (chunk) => proxy.readStdout(chunk) : output.stdout,
            onStderr: output.stderr,
        });
        // A cancelled plugin has ended as it should.
        if (end.code === 0 || signal.aborted) return;
        throw new Error(`Program exited with non-zero exit code: ${end.code ?? -1}`);
    } finally {
        proxy?.stop();
    }
}

function requestEnv(request: RunPluginRequest): Record<string, string> {
    return Object.fromEntries(
        request.getEnvList().map((entry) => {
            const end = entry.indexOf("=");
            return [entry.slice(0, end), entry.slice(end + 1)];
        }),
    );
}
