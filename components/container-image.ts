import { existsSync } from "node:fs";
import { join } from "node:path";
import { Image } from "@pulumi/docker/image";
import * as pulumi from "@pulumi/pulumi";
import { contextDigest } from "./context-digest";
import { type Destination, findingsOf, type ImageRepositoryArgs, imageRepository } from "./image-repository";
import { verified } from "./image-signature";
import { imageProblems } from "./model/image-rules";
import { type SignatureArgs, signatureTags } from "./model/image-signature";
import { digestOf, imageTag } from "./model/image-tag";
import { problemText, refuse } from "./model/problem";

/** An image that is built from source and kept in a repository of ECR. */
export interface ContainerImageArgs extends ImageRepositoryArgs {
    /** Folder that the image is built from; relative to where the program runs, as for `docker build`. */
    context: string;
    /**
     * Dockerfile, relative to the context.
     * @default "Dockerfile"
     */
    dockerfile?: string;
    /**
     * Stage of the Dockerfile to build.
     * @default the last one
     */
    target?: pulumi.Input<string>;
    /**
     * Values of the Dockerfile's ARGs; they can be read from the image, so no secrets.
     * @default none
     */
    buildArgs?: { [name: string]: pulumi.Input<string> };
    /**
     * Operating system and processor of the nodes.
     * @default "linux/amd64"
     */
    platform?: pulumi.Input<string>;
    /**
     * Network of the build's RUN steps: "default", "host" or "none".
     * @default "default"
     */
    network?: pulumi.Input<string>;
    /**
     * Readable beginning of the tag, such as a version; the digest of the content is appended ("1.4.0-3f2a9c1b0d4e"),
     * as a tag can be pushed only once.
     * @default "src"
     */
    tag?: pulumi.Input<string>;
    /**
     * Digest of an earlier image of the repository, "sha256:…", that is deployed in place of a new one: nothing is built. A
     * tag is refused.
     * @default none: the image is built
     */
    pinnedDigest?: string;
    /**
     * Whose signature the image must have, and with what it is signed after its push.
     * @default none is asked for
     */
    signature?: SignatureArgs;
}

/** Builds an image, pushes it to its repository, and says by which digest it is deployed; or deploys an earlier one. */
export class ContainerImage extends pulumi.ComponentResource {
    /** Image by digest, "registry/repository@sha256:…": what is deployed. */
    public readonly imageUri: pulumi.Output<string>;
    /** Digest of the image, "sha256:…". */
    public readonly digest: pulumi.Output<string>;
    /** URL of the repository in ECR, without a tag. */
    public readonly repositoryUrl: pulumi.Output<string>;
    /** Command that lists what ECR's scan of the image found. */
    public readonly scanFindings: pulumi.Output<string>;

    constructor(name: string, args: ContainerImageArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(imageProblems(args, existsSync).map((problem) => problemText(`image "${name}"`, problem)));
        super("mcp-eks:index:ContainerImage", name, args, opts);
        const { pinnedDigest } = args;

        const rewritable = args.signature?.signingKey === undefined ? [] : [signatureTags];
        const destination = imageRepository(name, args, this, rewritable);
        const { repository, url } = destination;
        const image =
            pinnedDigest === undefined
                ? built(name, args, destination, this)
                : pulumi.interpolate`${url}@${pinnedDigest}`;

        this.imageUri = verified(image, args.signature, this);
        this.digest = this.imageUri.apply(digestOf);
        this.repositoryUrl = repository.repositoryUrl;
        this.scanFindings = findingsOf(repository, this.digest);
        this.registerOutputs({
            imageUri: this.imageUri,
            digest: this.digest,
            repositoryUrl: this.repositoryUrl,
            scanFindings: this.scanFindings,
        });
    }
}

/** The image by digest, once it is built and pushed. */
function built(
    name: string,
    args: ContainerImageArgs,
    { url, login }: Destination,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const { context, dockerfile = "Dockerfile", platform = "linux/amd64", network, target, buildArgs } = args;
    const contents = contextDigest(context, dockerfile);
    const tag = pulumi
        .all([args.tag ?? "src", platform, target, buildArgs])
        .apply(([readable, platform, target, buildArgs]) =>
            imageTag(readable, contents, { dockerfile, platform, target, buildArgs }),
        );
    const image = new Image(
        name,
        {
            imageName: pulumi.interpolate`${url}:${tag}`,
            build: { context, dockerfile: join(context, dockerfile), platform, network, target, args: buildArgs },
            registry: login,
        },
        { parent },
    );
    return image.repoDigest;
}
