import type { Log } from "../shared";
import type { Build } from "./build-inputs";
import { type CommandOptions, docker } from "./cli";
import { type RegistryCredentials, withCredentials } from "./credentials";
import type { Daemon } from "./daemon";

export interface ImageOrder {
    imageName: string;
    build: Build;
    push: boolean;
    credentials: RegistryCredentials | undefined;
}

/** Builds the image, pushes it if asked to, and gives its digest in the registry, or its local id. */
export function buildImage(order: ImageOrder, daemon: Daemon, log: Log, signal: AbortSignal): Promise<string> {
    return withCredentials(order.credentials, async (credentialEnv) => {
        const env = { ...credentialEnv, ...(daemon.host === undefined ? {} : { DOCKER_HOST: daemon.host }) };
        const options: CommandOptions = {
            env,
            signal,
            onLine: (line) => line.trim() !== "" && log.status(line.trim()),
        };
        const { imageName, build } = order;
        const buildKit = await chooseBuildKit(build, daemon, options);
        for (const image of build.cacheFrom?.images ?? []) {
            await docker(`pulling ${image}`, ["pull", "--quiet", image], options).catch((error: Error) =>
                log.info(`cacheFrom image ${image} not available: ${error.message}`),
            );
        }
        log.status("Starting Docker build");
        await docker(`building ${imageName} failed`, buildArguments(imageName, build, buildKit), {
            ...options,
            env: { ...env, ...buildArgEnv(build), DOCKER_BUILDKIT: buildKit ? "1" : "0" },
        });
        if (!order.push) return inspect(imageName, "{{.Id}}", options);
        log.status("Pushing Image to the registry");
        const pushed = await docker(`pushing ${imageName} failed`, ["push", imageName], options);
        return `${repositoryOf(imageName)}@${pushedDigest(pushed, imageName)}`;
    });
}

/** The official plugin's default is BuildKit; an engine or a docker command that lacks it builds in the old way. */
async function chooseBuildKit(build: Build, daemon: Daemon, options: CommandOptions): Promise<boolean> {
    if (build.builderVersion === "BuilderV1") return false;
    const disabled = process.env.DOCKER_BUILDKIT === "0";
    const isWanted = build.builderVersion === "BuilderBuildKit";
    const isOffered = !disabled && (daemon.prefersBuildKit || process.env.DOCKER_BUILDKIT === "1" || isWanted);
    const silent = { ...options, onLine: undefined };
    const hasBuildx = isOffered && (await docker("docker buildx", ["buildx", "version"], silent).then(...yesOrNo));
    if (isWanted && !hasBuildx) {
        throw new Error(
            "build.builderVersion is BuilderBuildKit, but the docker command has no buildx or DOCKER_BUILDKIT is 0; " +
                "install docker-buildx, or leave builderVersion out",
        );
    }
    return hasBuildx;
}

const yesOrNo = [() => true, () => false] as const;

export function buildArguments(imageName: string, build: Build, buildKit: boolean): string[] {
    return [
        "build",
        // Into the engine's own images, and as lines rather than a moving picture.
        ...(buildKit ? ["--load", "--progress=plain"] : []),
        `--tag=${imageName}`,
        `--file=${build.dockerfile}`,
        `--platform=${build.platform}`,
        ...(build.target ? [`--target=${build.target}`] : []),
        ...(build.network ? [`--network=${build.network}`] : []),
        ...(build.addHosts ?? []).map((host) => `--add-host=${host}`),
        ...(build.cacheFrom?.images ?? []).map((image) => `--cache-from=${image}`),
        ...Object.entries(build.args ?? {}).map(([name, value]) =>
            isInheritable(name) ? `--build-arg=${name}` : `--build-arg=${name}=${value}`,
        ),
        build.context,
    ];
}

/** Values of build arguments go by the environment, where no list of processes shows them … */
export function buildArgEnv(build: Build): Record<string, string> {
    return Object.fromEntries(Object.entries(build.args ?? {}).filter(([name]) => isInheritable(name)));
}

/** … but for names that mean something to the docker command itself. */
function isInheritable(name: string): boolean {
    return !(name in process.env) && !/^(DOCKER|BUILDX|BUILDKIT|OTEL)_|_proxy$/i.test(name);
}

/** `docker push` ends with a line such as `1.0: digest: sha256:… size: 1234`. */
export function pushedDigest(output: string, imageName: string): string {
    const digest = /\bdigest: (sha256:[0-9a-f]{64})\b/.exec(output)?.[1];
    if (digest === undefined) throw new Error(`pushing ${imageName}: docker reported no digest:\n${output}`);
    return digest;
}

/** The name without its tag; the port of a registry is no tag. */
export function repositoryOf(imageName: string): string {
    return imageName.replace(/@[^/]*$/, "").replace(/:[^/:]*$/, "");
}

async function inspect(imageName: string, format: string, options: CommandOptions): Promise<string> {
    const args = ["image", "inspect", `--format=${format}`, imageName];
    return (await docker(`inspecting ${imageName}`, args, { ...options, onLine: undefined })).trim();
}
