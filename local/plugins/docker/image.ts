import { relative } from "node:path";
import {
    type Created,
    type CreateRequest,
    changesBetween,
    diffResult,
    isObject,
    type Properties,
    type ResourceHandler,
    type UpdateRequest,
} from "../shared";
import { buildImage } from "./build";
import {
    type Build,
    buildFailures,
    hostPlatform,
    imageNameFailures,
    isBuildable,
    withBuildDefaults,
} from "./build-inputs";
import type { RegistryCredentials } from "./credentials";
import type { Daemon } from "./daemon";

/** docker.Image: an image that is built from a context and pushed to a registry. */
export const image: ResourceHandler<Daemon> = {
    type: "docker:index/image:Image",
    inputs: ["build", "buildOnPreview", "imageName", "registry", "skipPush"],
    required: ["imageName"],
    normalize: withBuildDefaults,
    check(inputs, request) {
        const given = request.inputs.build;
        if (!isObject(given) || given.platform === undefined) {
            request.log.info(
                `Building your image for ${hostPlatform} architecture.\nTo ensure you are building for the correct ` +
                    "platform, consider explicitly setting the `platform` field on ImageBuildOptions.",
            );
        }
        return [...buildFailures(inputs), ...imageNameFailures(inputs)];
    },
    diff(request) {
        const changes = changesBetween(request.oldInputs, request.inputs).filter(
            // Passwords of registries come and go by the hour; an image is not built anew for them.
            ({ path: [first, second], kind }) =>
                first !== "registry" || second === undefined || (second === "server" && kind === "update"),
        );
        return diffResult(changes, [], false);
    },
    async preview(request, daemon) {
        // Outputs that are missing in a preview are unknown to the program.
        if (request.inputs.buildOnPreview !== true) return { id: "", outputs: request.inputs };
        if (isBuildable(request.inputs)) return build(request, daemon, false);
        request.log.warn(
            "Minimum inputs for build are unresolved. Continuing without preview image build. To avoid this warning, " +
                "ensure image name, dockerfile, args, and context are resolved at preview.",
        );
        return { id: "", outputs: request.inputs };
    },
    create: (request, daemon) => build(request, daemon, true),
    update: async (request, daemon) => (await build(request, daemon, true)).outputs,
};

async function build(request: CreateRequest | UpdateRequest, daemon: Daemon, mayPush: boolean): Promise<Created> {
    const { inputs, log, signal } = request;
    const order = {
        imageName: String(inputs.imageName),
        build: inputs.build as unknown as Build,
        push: mayPush && inputs.skipPush !== true,
        credentials: credentialsOf(inputs, log.warn),
    };
    const repoDigest = await buildImage(order, daemon, log, signal);
    return {
        id: order.imageName,
        outputs: {
            imageName: order.imageName,
            baseImageName: order.imageName,
            repoDigest,
            registryServer: registryOf(inputs).server ?? "",
            context: order.build.context,
            dockerfile: relative(order.build.context, order.build.dockerfile),
            platform: order.build.platform,
        },
    };
}

function registryOf(inputs: Properties): Partial<RegistryCredentials> {
    return isObject(inputs.registry) ? (inputs.registry as Partial<RegistryCredentials>) : {};
}

/** The program's credentials, or undefined for those that the machine's user has. */
function credentialsOf(inputs: Properties, warn: (text: string) => void): RegistryCredentials | undefined {
    const { server, username, password } = registryOf(inputs);
    if (username && password)
        return { server: server || (String(inputs.imageName).split("/")[0] ?? ""), username, password };
    if (username) warn("password was not set, although username was; using host credentials file");
    if (password) warn("username was not set, although password was; using host credentials file");
    return undefined;
}
