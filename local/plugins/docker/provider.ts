import { version } from "@pulumi/docker/package.json";
import type { HandledProvider } from "../shared";
import { connectToDaemon, type Daemon } from "./daemon";
import { image } from "./image";
import { getRegistryImage } from "./registry";
import { registryImage } from "./registry-image";
import { remoteImage } from "./remote-image";
import { tag } from "./tag";

export const dockerProvider: HandledProvider<Daemon> = {
    name: "docker",
    version,
    config: ["host"],
    configure: (config) => connectToDaemon(config.host === undefined ? undefined : String(config.host)),
    resources: [image, remoteImage, tag, registryImage],
    functions: [getRegistryImage],
};
