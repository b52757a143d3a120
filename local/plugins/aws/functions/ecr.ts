import type { ImageDetail } from "@aws-sdk/client-ecr";
import type { FunctionHandler, Properties } from "../../shared";
import type { Account } from "../account";

/** Plain, as the official plugin gives it (pulumi/pulumi-terraform-bridge#1051): the program marks what is secret. */
const getAuthorizationToken: FunctionHandler<Account> = {
    token: "aws:ecr/getAuthorizationToken:getAuthorizationToken",
    args: ["region", "registryId"],
    async invoke({ region, registryId }, provider) {
        const account = provider.inRegion(region);
        const { authorizationData } = await (await account.ecr()).getAuthorizationToken(
            registryId === undefined ? {} : { registryIds: [String(registryId)] },
        );
        const [data] = authorizationData ?? [];
        if (!data?.authorizationToken) throw new Error("ECR gave no authorization token");
        const [userName = "", ...password] = Buffer.from(data.authorizationToken, "base64").toString().split(":");
        return {
            id: account.region,
            region: account.region,
            ...(registryId === undefined ? {} : { registryId }),
            authorizationToken: data.authorizationToken,
            userName,
            password: password.join(":"),
            proxyEndpoint: data.proxyEndpoint ?? "",
            expiresAt: data.expiresAt?.toISOString().replace(/\.\d+Z$/, "Z") ?? "",
        };
    },
};

const getImage: FunctionHandler<Account> = {
    token: "aws:ecr/getImage:getImage",
    args: ["imageDigest", "imageTag", "mostRecent", "region", "registryId", "repositoryName"],
    async invoke(args, provider) {
        const account = provider.inRegion(args.region);
        const found = mostRecent(await describeImages(args, account), args);
        const digest = found.imageDigest ?? "";
        const { repositories } = await (await account.ecr()).describeRepositories({
            repositoryNames: [String(args.repositoryName)],
        });
        return {
            id: digest,
            ...args,
            region: account.region,
            imageDigest: digest,
            imageTags: found.imageTags ?? [],
            imageSizeInBytes: found.imageSizeInBytes ?? 0,
            imagePushedAt: Math.floor((found.imagePushedAt?.getTime() ?? 0) / 1000),
            imageUri: `${repositories?.[0]?.repositoryUri}@${digest}`,
            registryId: found.registryId ?? "",
            repositoryName: String(args.repositoryName),
        };
    },
};

async function describeImages(args: Properties, account: Account): Promise<ImageDetail[]> {
    const { imageDigest, imageTag, registryId, repositoryName } = args;
    const selected = { ...(imageDigest ? { imageDigest: String(imageDigest) } : {}) };
    const id = { ...selected, ...(imageTag ? { imageTag: String(imageTag) } : {}) };
    const images: ImageDetail[] = [];
    let nextToken: string | undefined;
    do {
        const page = await (await account.ecr()).describeImages({
            repositoryName: String(repositoryName),
            ...(registryId === undefined ? {} : { registryId: String(registryId) }),
            ...(Object.keys(id).length > 0 ? { imageIds: [id] } : { nextToken }),
        });
        images.push(...(page.imageDetails ?? []));
        nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return images;
}

function mostRecent(images: ImageDetail[], args: Properties): ImageDetail {
    const time = (image: ImageDetail) => image.imagePushedAt?.getTime() ?? 0;
    const [first, ...others] = [...images].sort((a, b) => time(b) - time(a));
    if (first === undefined) throw new Error(`no images found in ECR repository ${args.repositoryName}`);
    if (others.length > 0 && args.mostRecent !== true) {
        throw new Error(
            `${images.length} images in ECR repository ${args.repositoryName}: give imageTag or imageDigest, or set mostRecent`,
        );
    }
    return first;
}

const getPullThroughCacheRule: FunctionHandler<Account> = {
    token: "aws:ecr/getPullThroughCacheRule:getPullThroughCacheRule",
    args: ["ecrRepositoryPrefix", "region"],
    async invoke({ ecrRepositoryPrefix, region }, provider) {
        const account = provider.inRegion(region);
        const prefix = String(ecrRepositoryPrefix);
        const { pullThroughCacheRules } = await (await account.ecr()).describePullThroughCacheRules({
            ecrRepositoryPrefixes: [prefix],
        });
        const [rule] = pullThroughCacheRules ?? [];
        if (rule === undefined)
            throw new Error(`reading ECR Pull Through Cache Rule (${prefix}): couldn't find resource`);
        return {
            id: prefix,
            region: account.region,
            ecrRepositoryPrefix: prefix,
            registryId: rule.registryId ?? "",
            upstreamRegistryUrl: rule.upstreamRegistryUrl ?? "",
            credentialArn: rule.credentialArn ?? "",
            customRoleArn: rule.customRoleArn ?? "",
            upstreamRepositoryPrefix: rule.upstreamRepositoryPrefix ?? "",
        };
    },
};

export const ecrFunctions = [getAuthorizationToken, getImage, getPullThroughCacheRule];
