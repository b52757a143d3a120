import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { paths, stateDir } from "../paths";
import { kubeletNamespace } from "./pod-processes";

/** An image of one static program, which no registry can be asked for here: it goes from a tar file straight into containerd. */
export interface ScratchImage {
    /** Last part of the image's name; also the program's path in the image. */
    name: string;
    /** File of the program. */
    program: string;
}

/** Not a host name that exists: the image is in containerd or nowhere. */
const repository = "mcp-eks.internal";

const ctr = (...args: string[]) =>
    execa("ctr", ["--address", paths.containerdSocket, "--namespace", kubeletNamespace, ...args]);

/** Reference of the image, made anew when its program changes. */
export function imageReference(image: ScratchImage): string {
    return `${repository}/${image.name}:${sha256(readFileSync(image.program)).slice(0, 12)}`;
}

/** Brings the image into containerd, unless it is there, and returns its reference. */
export async function ensureImage(image: ScratchImage): Promise<string> {
    const reference = imageReference(image);
    const { stdout } = await ctr("images", "list", "--quiet", `name==${reference}`);
    if (stdout.includes(reference)) return reference;
    mkdirSync(stateDir, { recursive: true });
    const directory = mkdtempSync(join(stateDir, `image-${image.name}-`));
    try {
        await ctr("images", "import", await archive(image, reference, directory));
    } finally {
        rmSync(directory, { recursive: true });
    }
    return reference;
}

/** Assembles what `docker save` writes: https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md#combined-image-json--filesystem-changeset-format */
async function archive(image: ScratchImage, reference: string, directory: string): Promise<string> {
    const root = join(directory, "root");
    mkdirSync(root);
    copyFileSync(image.program, join(root, image.name));
    const owner = ["--owner=0", "--group=0", "--mode=0755", "--mtime=@0"];
    await execa("tar", [...owner, "-C", root, "-cf", join(directory, "layer.tar"), image.name]);
    const layer = sha256(readFileSync(join(directory, "layer.tar")));
    const config = {
        architecture: process.arch === "x64" ? "amd64" : process.arch,
        os: "linux",
        config: { Entrypoint: [`/${image.name}`] },
        rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] },
    };
    writeFileSync(join(directory, "config.json"), JSON.stringify(config));
    const manifest = [{ Config: "config.json", RepoTags: [reference], Layers: ["layer.tar"] }];
    writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
    const file = join(directory, "image.tar");
    await execa("tar", ["-C", directory, "-cf", file, "manifest.json", "config.json", "layer.tar"]);
    return file;
}

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
