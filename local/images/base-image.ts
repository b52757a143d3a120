import { copyFileSync, linkSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa, type Options } from "execa";
import { nodeBaseImage, registryHost } from "../addresses";
import type { Step } from "../step";
import { hostCaBundle, hostNpmRegistry } from "./base-image/host-trust";
import { imageKey, nodePackage } from "./base-image/recipe";
import { ensureRootfs } from "./base-image/rootfs";
import { dockerEnvironment } from "./docker";
import { imageDigest } from "./registry";

const [repository = "", tag = ""] = nodeBaseImage.slice(`${registryHost}/`.length).split(":");

/** The image of Node.js that servers are built on, made of packages and pushed to the local registry. */
export const baseImageStep: Step = {
    name: "base-image",
    title: "base image (Node.js)",
    needs: ["packages", "docker", "registry"],
    async ensure(context) {
        const caBundle = hostCaBundle();
        const npmrc = `registry=${await hostNpmRegistry()}\nupdate-notifier=false\n`;
        // The same image under a second tag, which tells what it was made of.
        const keyedTag = `${tag}-${imageKey(caBundle, npmrc)}`;
        const made = await imageDigest(repository, keyedTag);
        if (made !== undefined && made === (await imageDigest(repository, tag))) return;

        const keyedImage = `${registryHost}/${repository}:${keyedTag}`;
        const options: Options = { env: dockerEnvironment, cancelSignal: context.signal };
        const rootfs = await ensureRootfs(context);
        // Beside the tar, as a hard link does not leave its file system.
        const buildContext = mkdtempSync(join(dirname(rootfs), "building-"));
        try {
            copyFileSync(join(__dirname, "base-image", "Dockerfile"), join(buildContext, "Dockerfile"));
            linkSync(rootfs, join(buildContext, "rootfs.tar"));
            writeFileSync(join(buildContext, "ca-certificates.crt"), caBundle);
            writeFileSync(join(buildContext, "npmrc"), npmrc);
            context.report("building the image");
            const versionArg = `--build-arg=NODE_VERSION=${nodePackage.version}`;
            await execa(
                "docker",
                ["build", versionArg, `--tag=${nodeBaseImage}`, `--tag=${keyedImage}`, buildContext],
                options,
            );
        } finally {
            rmSync(buildContext, { recursive: true, force: true });
        }
        context.report("pushing the image");
        for (const image of [nodeBaseImage, keyedImage]) await execa("docker", ["push", image], options);
    },
    async status() {
        const digest = await imageDigest(repository, tag);
        return digest && `${nodeBaseImage}, Node.js ${nodePackage.version}, ${digest.slice(0, "sha256:".length + 12)}`;
    },
};
