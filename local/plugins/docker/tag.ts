import type { ResourceHandler } from "../shared";
import { docker } from "./cli";
import type { Daemon } from "./daemon";
import { inspected, optionsOf } from "./remote-image";

/** docker.Tag: another name for an image of the engine, which stays when the resource goes. */
export const tag: ResourceHandler<Daemon> = {
    type: "docker:index/tag:Tag",
    inputs: ["sourceImage", "tagTriggers", "targetImage"],
    required: ["sourceImage", "targetImage"],
    computed: ["sourceImageId"],
    // Without an update every change replaces.
    async create({ inputs, signal }, daemon) {
        const { sourceImage, targetImage } = inputs;
        const options = { ...optionsOf(daemon), signal };
        const [source, target] = [String(sourceImage), String(targetImage)];
        await docker("failed to create docker tag", ["tag", source, target], options);
        const found = await inspected(source, options);
        return { id: `${source}.${target}`, outputs: { ...inputs, sourceImageId: found?.imageId ?? "" } };
    },
};
