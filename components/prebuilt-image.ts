import { existsSync } from "node:fs";
import { getRegistryImageOutput } from "@pulumi/docker/getRegistryImage";
import { RegistryImage } from "@pulumi/docker/registryImage";
import { RemoteImage } from "@pulumi/docker/remoteImage";
import { Tag } from "@pulumi/docker/tag";
import * as pulumi from "@pulumi/pulumi";
import { findingsOf, type ImageRepositoryArgs, imageRepository, type RegistryLogin } from "./image-repository";
import { verified } from "./image-signature";
import { prebuiltProblems } from "./model/image-prebuilt";
import { copyTag, copyTags, type ImageReference, parseReference, repositoryOf } from "./model/image-reference";
import type { SignatureArgs } from "./model/image-signature";
import { digestOf } from "./model/image-tag";
import { problemText, refuse } from "./model/problem";

/** An image that somebody else has built. The repository's fields are for `via: "copy"`. */
export interface PrebuiltImageArgs extends ImageRepositoryArgs {
    /**
     * The image with its digest, "docker.io/mcp/brave-search:2.0.1@sha256:…". With a tag only, the digest that the tag has
     * at each update is deployed; "latest", and no tag at all, are refused.
     */
    image: string;
    /**
     * How it comes to the nodes: "copy" pulls it and pushes it to the repository; "cache" has ECR pull it when a node asks
     * for it (`cacheUrl`); "direct" leaves it where it is, for images of the list `allowed` only.
     * @default "copy"
     */
    via?: string;
    /**
     * Registries ("ghcr.io"), paths ("docker.io/mcp") and repositories ("docker.io/mcp/fetch") that nodes may pull from
     * directly.
     * @default none
     */
    allowed?: string[];
    /**
     * Where ECR caches the image's registry, "123456789012.dkr.ecr.eu-central-1.amazonaws.com/docker-hub"; see
     * ImageRegistry.
     * @default none
     */
    cacheUrl?: pulumi.Input<string>;
    /**
     * Operating system and processor of the nodes; only an image for this is copied.
     * @default "linux/amd64"
     */
    platform?: pulumi.Input<string>;
    /**
     * Whose signature the image must have, where it comes from.
     * @default none is asked for
     */
    signature?: SignatureArgs;
}

/** Brings somebody else's image to where the nodes may pull it, and says by which digest it is deployed. */
export class PrebuiltImage extends pulumi.ComponentResource {
    /** Image by digest, "registry/repository@sha256:…": what is deployed. */
    public readonly imageUri: pulumi.Output<string>;
    /** Digest of the image; of a copy, that of the copy, which holds one platform only. */
    public readonly digest: pulumi.Output<string>;
    /** Image by digest where it comes from. */
    public readonly sourceUri: pulumi.Output<string>;
    /** Command that lists what ECR's scan found; undefined where the image is not copied. */
    public readonly scanFindings: pulumi.Output<string> | undefined;

    constructor(name: string, args: PrebuiltImageArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(prebuiltProblems(args, existsSync).map((problem) => problemText(`image "${name}"`, problem)));
        super("mcp-eks:index:PrebuiltImage", name, args, opts);
        const { image, via = "copy", cacheUrl } = args;
        const reference = parseReference(image);
        if (reference === undefined) throw new Error(`prebuiltProblems let pass ${image}`);

        this.sourceUri = byDigest(reference, this);
        const trusted = verified(this.sourceUri, args.signature, this);
        const copied = via === "copy" ? copy(name, reference, trusted, args, this) : undefined;
        const cached = pulumi.interpolate`${cacheUrl}/${reference.repository}@${trusted.apply(digestOf)}`;
        this.imageUri = copied?.imageUri ?? (via === "cache" ? cached : trusted);
        this.digest = this.imageUri.apply(digestOf);
        this.scanFindings = copied?.scanFindings;
        this.registerOutputs({
            imageUri: this.imageUri,
            digest: this.digest,
            sourceUri: this.sourceUri,
            scanFindings: this.scanFindings,
        });
    }
}

/** The image by the digest that is given, or that the tag has now. */
function byDigest(reference: ImageReference, parent: pulumi.Resource): pulumi.Output<string> {
    const repository = repositoryOf(reference);
    if (reference.digest !== undefined) return pulumi.output(`${repository}@${reference.digest}`);
    const found = getRegistryImageOutput({ name: `${repository}:${reference.tag}` }, { parent });
    return pulumi.interpolate`${repository}@${found.sha256Digest}`;
}

function copy(
    name: string,
    reference: ImageReference,
    source: pulumi.Output<string>,
    args: PrebuiltImageArgs,
    parent: pulumi.Resource,
) {
    const destination = imageRepository(name, args, parent, [copyTags]);
    const pulled = new RemoteImage(
        name,
        // What others of this machine may use as well is not removed with the server.
        { name: source, platform: args.platform ?? "linux/amd64", keepLocally: true },
        { parent },
    );
    const tag = source.apply((uri) => copyTag(reference, digestOf(uri)));
    const tagged = new Tag(
        name,
        { sourceImage: pulled.imageId, targetImage: pulumi.interpolate`${destination.url}:${tag}` },
        { parent },
    );
    const pushed = new RegistryImage(
        name,
        // Old copies go by the repository's lifecycle policy, as old builds do.
        { name: tagged.targetImage, keepRemotely: true, authConfig: authConfig(destination.login) },
        // ECR's password is another one at every update; what is pushed stays the same.
        { parent, ignoreChanges: ["authConfig"] },
    );
    const { repository, url } = destination;
    return {
        imageUri: pulumi.interpolate`${url}@${pushed.sha256Digest}`,
        scanFindings: findingsOf(repository, pushed.sha256Digest),
    };
}

/** The plugin pushes to no registry that it has no entry for, and asks for the digest by https unless told otherwise. */
function authConfig({ server, username = "", password = "" }: RegistryLogin) {
    const address = pulumi.output(server).apply((host) => {
        const isLoopback = /^(localhost|127\.[0-9.]+)(:|\/|$)/.test(host);
        return isLoopback ? `http://${host}` : `https://${host.replace(/\/.*$/, "")}`;
    });
    return { address, username, password };
}
