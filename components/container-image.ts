import { existsSync } from "node:fs";
import { join } from "node:path";
import * as ecr from "@pulumi/aws/ecr";
import { Image } from "@pulumi/docker/image";
import * as pulumi from "@pulumi/pulumi";
import { contextDigest } from "./context-digest";
import { lifecyclePolicy } from "./model/ecr-lifecycle";
import { imageProblems } from "./model/image-rules";
import { digestOf, imageTag } from "./model/image-tag";
import { repositoryName } from "./model/names";
import { problemText, refuse } from "./model/problem";

/** An image that is built from source and kept in a repository of ECR. */
export interface ContainerImageArgs {
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
     * Registry to push to in place of ECR, "localhost:5000"; it must take pushes without a password or by the
     * credentials that Docker already has.
     * @default the account's ECR
     */
    registry?: pulumi.Input<string>;
    /**
     * Name of the repository.
     * @default "mcp/<stack>/<name>"
     */
    repositoryName?: pulumi.Input<string>;
    /**
     * How many images the repository keeps, 1 or more; older ones expire.
     * @default 30
     */
    keepImages?: number;
    /**
     * Whether `pulumi destroy` deletes the repository also when it still holds images. Excludes `protect`.
     * @default false
     */
    forceDelete?: boolean;
    /**
     * Whether Pulumi refuses to delete the repository. Excludes `forceDelete`.
     * @default false
     */
    protect?: boolean;
}

/** Builds an image, pushes it to its repository, and says by which digest it is deployed. */
export class ContainerImage extends pulumi.ComponentResource {
    /** Image by digest, "registry/repository@sha256:…": what is deployed. */
    public readonly imageUri: pulumi.Output<string>;
    /** Digest of the image, "sha256:…". */
    public readonly digest: pulumi.Output<string>;
    /** URL of the repository in ECR, without a tag. */
    public readonly repositoryUrl: pulumi.Output<string>;

    constructor(name: string, args: ContainerImageArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(imageProblems(args, existsSync).map((problem) => problemText(`image "${name}"`, problem)));
        super("mcp-eks:index:ContainerImage", name, args, opts);
        const { context, dockerfile = "Dockerfile", platform = "linux/amd64", network, target, buildArgs } = args;

        const repository = new ecr.Repository(
            name,
            {
                name: args.repositoryName ?? repositoryName(pulumi.getStack(), name),
                imageTagMutability: "IMMUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                encryptionConfigurations: [{ encryptionType: "AES256" }],
                forceDelete: args.forceDelete ?? false,
            },
            { parent: this, protect: args.protect },
        );
        new ecr.LifecyclePolicy(
            name,
            { repository: repository.name, policy: lifecyclePolicy(args.keepImages ?? 30) },
            { parent: this },
        );

        const contents = contextDigest(context, dockerfile);
        const tag = pulumi
            .all([args.tag ?? "src", platform, target, buildArgs])
            .apply(([readable, platform, target, buildArgs]) =>
                imageTag(readable, contents, { dockerfile, platform, target, buildArgs }),
            );
        const destination = args.registry
            ? { repository: pulumi.interpolate`${args.registry}/${repository.name}`, login: { server: args.registry } }
            : { repository: repository.repositoryUrl, login: ecrLogin(repository, this) };
        const image = new Image(
            name,
            {
                imageName: pulumi.interpolate`${destination.repository}:${tag}`,
                build: { context, dockerfile: join(context, dockerfile), platform, network, target, args: buildArgs },
                registry: destination.login,
            },
            { parent: this },
        );

        this.imageUri = image.repoDigest;
        this.digest = image.repoDigest.apply(digestOf);
        this.repositoryUrl = repository.repositoryUrl;
        this.registerOutputs({ imageUri: this.imageUri, digest: this.digest, repositoryUrl: this.repositoryUrl });
    }
}

/** Credentials that ECR gives for twelve hours. */
function ecrLogin(repository: ecr.Repository, parent: pulumi.Resource) {
    const token = ecr.getAuthorizationTokenOutput({ registryId: repository.registryId }, { parent });
    return { server: repository.repositoryUrl, username: token.userName, password: pulumi.secret(token.password) };
}
