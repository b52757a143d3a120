import { version } from "@pulumi/docker/package.json";
import type { HandledProvider } from "../shared";
import { connectToDaemon, type Daemon } from "./daemon";
import { image } from "./image";

export const dockerProvider: HandledProvider<Daemon> = {
    name: "docker",
    version,
    config: ["host"],
    configure: (config) => connectToDaemon(config.host === undefined ? undefined : String(config.host)),
    resources: [image],
};
