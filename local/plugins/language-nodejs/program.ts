import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { type ChildEnd, runChild } from "./child";
import { locateModule } from "./module";
import { parseOptions, typescriptEnv } from "./options";

/** Exit code by which a program says that it has already told the user what is wrong. */
const exitAfterActionableMessage = 32;

export interface RunResult {
    error: string;
    bail: boolean;
}

/** Runs the user's program to its end. */
export async function runProgram(
    request: RunRequest,
    engineAddress: string,
    tracing: string,
    signal: AbortSignal,
): Promise<RunResult> {
    const info = request.getInfo();
    if (info === undefined) throw new Error("the run request has no program info; the engine is too old");
    try {
        const options = parseOptions(info.getOptions()?.toJavaScript() ?? {});
        if (request.getAttachDebugger()) {
            throw new Error(
                "the stand-in for the Node.js language host cannot attach a debugger; " +
                    'set `nodeargs: "--inspect-brk"` under runtime.options in Pulumi.yaml instead',
            );
        }
        const runPath = locateModule(
            process.env.PULUMI_LANGUAGE_NODEJS_RUN_PATH || "@pulumi/pulumi/cmd/run",
            info.getProgramDirectory(),
            "pulumi install",
        );
        const end = await runChild({
            args: [...options.nodeArgs, runPath, ...programArguments(request, engineAddress, tracing)],
            env: { ...process.env, ...configEnv(request), ...typescriptEnv(options) },
            signal,
            onStdout: (chunk) => process.stdout.write(chunk),
            onStderr: (chunk) => process.stderr.write(chunk),
        });
        return programResult(end);
    } catch (error) {
        return { error: error instanceof Error ? error.message : String(error), bail: false };
    }
}

/** Arguments of @pulumi/pulumi/cmd/run. Empty ones are left out, as the official host does. */
export function programArguments(request: RunRequest, engineAddress: string, tracing: string): string[] {
    const info = request.getInfo();
    const flags: [string, string | undefined][] = [
        ["monitor", request.getMonitorAddress()],
        ["engine", engineAddress],
        ["organization", request.getOrganization()],
        ["project", request.getProject()],
        ["root-directory", info?.getRootDirectory()],
        ["stack", request.getStack()],
        ["pwd", info?.getProgramDirectory()],
    ];
    const pair = ([name, value]: [string, string | undefined]) => (value ? [`--${name}`, value] : []);
    return [
        ...flags.flatMap(pair),
        ...(request.getDryrun() ? ["--dry-run"] : []),
        ...pair(["parallel", String(request.getParallel())]),
        ...pair(["tracing", tracing]),
        info?.getEntryPoint() || ".",
        ...request.getArgsList(),
    ];
}

/** The stack's configuration, as the SDK reads it from the environment. */
export function configEnv(request: RunRequest): Record<string, string> {
    const config: Record<string, string> = {};
    for (const [key, value] of request.getConfigMap().entries()) config[legacyKey(key)] = value;
    return {
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    };
}

/** `namespace:name` as `namespace:config:name`: what SDKs before 1.0 read, and newer ones undo. */
function legacyKey(key: string): string {
    const parts = key.split(":");
    const last = parts.length - 1;
    if (parts.length === 2) return `${parts[0]}:config:${parts[1]}`;
    if (parts.length === 3 && parts[1] === "config") return key;
    throw new Error(`could not parse ${key} as a configuration key: it has ${last} colons, not one`);
}

export function programResult(end: ChildEnd): RunResult {
    if (end.code === 0) return { error: "", bail: false };
    if (end.code === exitAfterActionableMessage) return { error: "", bail: true };
    // Go's ExitCode() is -1 for a process that a signal ended.
    const error = `Program exited with non-zero exit code: ${end.code ?? -1}`;
    return { error: end.outOfMemory ? `${error}. ${outOfMemoryAdvice}` : error, bail: false };
}

const outOfMemoryAdvice =
    "Detected a possible out of memory error. Consider increasing the memory available to the nodejs process by " +
    "setting the `nodeargs` runtime option in Pulumi.yaml to `nodeargs: --max-old-space-size=<size>` where `<size>` is " +
    "the maximum memory in megabytes that can be allocated to nodejs.";
