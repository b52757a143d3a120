import type { Created, CreateRequest, ResourceHandler, UpdateRequest } from "../shared";
import { type CommandOptions, docker } from "./cli";
import type { Daemon } from "./daemon";

/** docker.RemoteImage: an image that the engine pulls unless it has it. terraform-provider-docker, resource_docker_image. */
export const remoteImage: ResourceHandler<Daemon> = {
    type: "docker:index/remoteImage:RemoteImage",
    inputs: ["forceRemove", "keepLocally", "name", "platform", "pullTriggers"],
    required: ["name"],
    computed: ["imageId", "repoDigest"],
    replaceOn: ["name", "platform", "pullTriggers"],
    create: pull,
    async read({ id, oldInputs, oldOutputs }, daemon) {
        const found = await inspected(String(oldOutputs.name), optionsOf(daemon));
        if (found === undefined) return undefined;
        return { id, inputs: oldInputs ?? { name: oldOutputs.name ?? "" }, outputs: { ...oldOutputs, ...found } };
    },
    update: async (request, daemon) => (await pull(request, daemon)).outputs,
    async delete({ oldInputs, signal }, daemon) {
        if (oldInputs.keepLocally === true) return;
        const options = { ...optionsOf(daemon), signal };
        const name = String(oldInputs.name);
        if ((await inspected(name, options)) === undefined) return;
        const force = oldInputs.forceRemove === true ? ["--force"] : [];
        await docker(`removing ${name}`, ["image", "rm", ...force, name], options);
    },
};

async function pull({ inputs, log, signal }: CreateRequest | UpdateRequest, daemon: Daemon): Promise<Created> {
    const options: CommandOptions = { ...optionsOf(daemon), signal };
    const name = String(inputs.name);
    let found = await inspected(name, options);
    if (found === undefined) {
        const platform = inputs.platform === undefined ? [] : [`--platform=${inputs.platform}`];
        const onLine = (line: string) => line.trim() !== "" && log.status(line.trim());
        await docker(`unable to pull image ${name}`, ["pull", ...platform, name], { ...options, onLine });
        found = await inspected(name, options);
    }
    if (found === undefined) throw new Error(`unable to find or pull image ${name}`);
    return { id: `${found.imageId}${name}`, outputs: { ...inputs, ...found } };
}

/** What the engine says of an image; undefined when it has none of the name. */
export async function inspected(
    name: string,
    options: CommandOptions,
): Promise<{ imageId: string; repoDigest: string } | undefined> {
    const format = "--format={{.Id}} {{json .RepoDigests}}";
    const args = ["image", "inspect", format, name];
    const text = await docker(`inspecting ${name}`, args, options).catch((error: Error) => {
        if (/No such image/.test(error.message)) return undefined;
        throw error;
    });
    if (text === undefined) return undefined;
    const [, imageId = "", digests = "null"] = /^(\S+) (.*)$/.exec(text.trim()) ?? [];
    return { imageId, repoDigest: (JSON.parse(digests) as string[] | null)?.[0] ?? "" };
}

export function optionsOf(daemon: Daemon): CommandOptions {
    const env: Record<string, string> = daemon.host === undefined ? {} : { DOCKER_HOST: daemon.host };
    return { env, signal: new AbortController().signal };
}
