import { type CheckFailure, isObject, type Properties, type ResourceHandler } from "../shared";
import { pushedDigest } from "./build";
import { docker } from "./cli";
import { type RegistryCredentials, withCredentials } from "./credentials";
import type { Daemon } from "./daemon";
import { registryDigest } from "./registry";
import { optionsOf } from "./remote-image";

/** docker.RegistryImage: an image of the engine, pushed. terraform-provider-docker, resource_docker_registry_image. */
export const registryImage: ResourceHandler<Daemon> = {
    type: "docker:index/registryImage:RegistryImage",
    inputs: ["authConfig", "keepRemotely", "name", "triggers"],
    required: ["name"],
    computed: ["sha256Digest"],
    replaceOn: ["name", "triggers"],
    check: (inputs) => missingAuth(inputs),
    async create({ inputs, log, signal }, daemon) {
        const name = String(inputs.name);
        const output = await withCredentials(credentialsOf(inputs), (env) => {
            const options = { ...optionsOf(daemon), signal };
            const onLine = (line: string) => line.trim() !== "" && log.status(line.trim());
            const all = { ...options, env: { ...options.env, ...env }, onLine };
            return docker(`Error pushing docker image: ${name}`, ["push", name], all);
        });
        const digest = pushedDigest(output, name);
        return { id: digest, outputs: { ...inputs, sha256Digest: digest } };
    },
    async read({ id, oldInputs, oldOutputs }) {
        const inputs = oldInputs ?? {};
        // As in the official plugin, an image that cannot be asked for counts as gone.
        const digest = await registryDigest(String(oldOutputs.name), credentialsOf(inputs)).catch(() => undefined);
        if (digest === undefined) return undefined;
        return { id, inputs, outputs: { ...oldOutputs, sha256Digest: digest } };
    },
    update: async ({ inputs, oldOutputs }) => ({ ...inputs, sha256Digest: oldOutputs.sha256Digest ?? "" }),
    async delete({ oldInputs }) {
        if (oldInputs.keepRemotely === true) return;
        throw new Error(
            "docker:index/registryImage:RegistryImage: the local stand-in deletes nothing from registries; set keepRemotely",
        );
    },
};

/** The official plugin takes an entry of its configuration as well, which is none of the stand-in's. */
function missingAuth(inputs: Properties): CheckFailure[] {
    if (inputs.authConfig !== undefined) return [];
    const reason = `no auth config found for the registry of ${inputs.name}: give authConfig, with empty names for a registry without passwords`;
    return [{ property: "authConfig", reason }];
}

function credentialsOf({ authConfig }: Properties): RegistryCredentials | undefined {
    const { address = "", username, password } = isObject(authConfig) ? authConfig : {};
    return username && password
        ? { server: String(address), username: String(username), password: String(password) }
        : undefined;
}
