import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";
import { lifecyclePolicy } from "./model/ecr-lifecycle";
import { pullPolicy, scanFindingsCommand } from "./model/ecr-pull-policy";
import { repositoryName } from "./model/names";

/** The repository that images of a server are kept in. */
export interface ImageRepositoryArgs {
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
    /**
     * ARN of the KMS key that the images are encrypted with; no alias, which ECR does not take. Another key is another
     * repository: ECR cannot change it.
     * @default AES-256 with a key of ECR's own
     */
    kmsKey?: pulumi.Input<string>;
    /**
     * Other AWS accounts, 12 digits each, that may pull the images.
     * @default none
     */
    pullAccounts?: pulumi.Input<string>[];
    /**
     * Whether ECR scans every image that is pushed. By what it scans is the registry's: see ImageRegistry.
     * @default true
     */
    scanOnPush?: boolean;
}

/** Where an image is pushed to. */
export interface Destination {
    repository: ecr.Repository;
    /** `registry/repository`, without a tag. */
    url: pulumi.Output<string>;
    /** What Docker needs to push there. */
    login: RegistryLogin;
}

/** Credentials of a registry; without a name, those that Docker has are used. */
export interface RegistryLogin {
    server: pulumi.Input<string>;
    username?: pulumi.Input<string>;
    password?: pulumi.Input<string>;
}

/** Makes the repository with its policies; `parent` is the image that it is for. A tag is pushed once, but for the `rewritable`. */
export function imageRepository(
    name: string,
    args: ImageRepositoryArgs,
    parent: pulumi.Resource,
    rewritable: string[] = [],
): Destination {
    const repository = new ecr.Repository(
        name,
        {
            name: args.repositoryName ?? repositoryName(pulumi.getStack(), name),
            imageTagMutability: rewritable.length > 0 ? "IMMUTABLE_WITH_EXCLUSION" : "IMMUTABLE",
            ...(rewritable.length > 0 && {
                imageTagMutabilityExclusionFilters: rewritable.map((filter) => ({ filter, filterType: "WILDCARD" })),
            }),
            imageScanningConfiguration: { scanOnPush: args.scanOnPush ?? true },
            encryptionConfigurations: [
                args.kmsKey === undefined
                    ? { encryptionType: "AES256" }
                    : { encryptionType: "KMS", kmsKey: args.kmsKey },
            ],
            forceDelete: args.forceDelete ?? false,
        },
        { parent, protect: args.protect },
    );
    new ecr.LifecyclePolicy(
        name,
        { repository: repository.name, policy: lifecyclePolicy(args.keepImages ?? 30) },
        { parent },
    );
    const { pullAccounts = [] } = args;
    if (pullAccounts.length > 0) {
        const policy = pulumi
            .all([repository.arn, pulumi.all(pullAccounts)])
            .apply(([arn, accounts]) => pullPolicy(arn, accounts));
        new ecr.RepositoryPolicy(name, { repository: repository.name, policy }, { parent });
    }
    return args.registry
        ? { repository, url: pulumi.interpolate`${args.registry}/${repository.name}`, login: { server: args.registry } }
        : { repository, url: repository.repositoryUrl, login: ecrLogin(repository, parent) };
}

/** Credentials that ECR gives for twelve hours. */
function ecrLogin(repository: ecr.Repository, parent: pulumi.Resource): RegistryLogin {
    const token = ecr.getAuthorizationTokenOutput({ registryId: repository.registryId }, { parent });
    return { server: repository.repositoryUrl, username: token.userName, password: pulumi.secret(token.password) };
}

/** See scanFindingsCommand of the model. */
export function findingsOf(repository: ecr.Repository, digest: pulumi.Output<string>): pulumi.Output<string> {
    return pulumi
        .all([repository.registryId, repository.region, repository.name, digest])
        .apply(([registryId, region, name, digest]) =>
            scanFindingsCommand({ registryId, region, repository: name, digest }),
        );
}
