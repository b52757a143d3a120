import type { ImageScanningConfiguration, ImageTagMutability } from "@aws-sdk/client-ecr";
import { equal, isObject, type Properties } from "../../shared";
import { ifPresent } from "../errors";
import { type AwsResource, awsResource } from "../resource";
import { tagChanges, tagList, tagMap } from "../tags";

const missing = "RepositoryNotFoundException";

const spec: AwsResource = {
    type: "aws:ecr/repository:Repository",
    label: "ECR Repository",
    inputs: [
        "encryptionConfigurations",
        "forceDelete",
        "imageScanningConfiguration",
        "imageTagMutability",
        "imageTagMutabilityExclusionFilters",
        "name",
    ],
    computed: ["arn", "registryId", "repositoryUrl"],
    replaceOn: ["encryptionConfigurations", "name"],
    defaults: { imageTagMutability: "MUTABLE", forceDelete: false },
    generatedNameLength: 255,
    tagged: true,
    regional: true,
    async create(inputs, account) {
        const [encryption] = (inputs.encryptionConfigurations ?? []) as Properties[];
        const { repository } = await (await account.ecr()).createRepository({
            repositoryName: String(inputs.name),
            imageTagMutability: mutability(inputs),
            imageTagMutabilityExclusionFilters: exclusionFilters(inputs),
            imageScanningConfiguration: scanning(inputs),
            ...(encryption
                ? {
                      encryptionConfiguration: {
                          encryptionType: encryption.encryptionType === "KMS" ? "KMS" : "AES256",
                          ...(encryption.kmsKey ? { kmsKey: String(encryption.kmsKey) } : {}),
                      },
                  }
                : {}),
            tags: tagList(inputs),
        });
        return String(repository?.repositoryName);
    },
    async read(name, account) {
        const ecr = await account.ecr();
        const found = await ifPresent(ecr.describeRepositories({ repositoryNames: [name] }), missing);
        const repository = found?.repositories?.[0];
        if (repository === undefined) return undefined;
        const { tags } = await ecr.listTagsForResource({ resourceArn: repository.repositoryArn });
        const { encryptionType, kmsKey } = repository.encryptionConfiguration ?? { encryptionType: "AES256" };
        return {
            name,
            arn: repository.repositoryArn ?? "",
            registryId: repository.registryId ?? "",
            repositoryUrl: repository.repositoryUri ?? "",
            imageTagMutability: repository.imageTagMutability ?? "",
            imageTagMutabilityExclusionFilters: (repository.imageTagMutabilityExclusionFilters ?? []).map((filter) => ({
                filter: filter.filter ?? "",
                filterType: filter.filterType ?? "",
            })),
            imageScanningConfiguration: { scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false },
            encryptionConfigurations: [
                {
                    encryptionType: encryptionType ?? "AES256",
                    ...(encryptionType === "KMS" && kmsKey ? { kmsKey } : {}),
                },
            ],
            tagsAll: tagMap(tags),
        };
    },
    async update(name, inputs, old, account) {
        const ecr = await account.ecr();
        const mutabilityKeys = ["imageTagMutability", "imageTagMutabilityExclusionFilters"];
        if (mutabilityKeys.some((key) => !equal(inputs[key], old[key]))) {
            await ecr.putImageTagMutability({
                repositoryName: name,
                imageTagMutability: mutability(inputs),
                imageTagMutabilityExclusionFilters: exclusionFilters(inputs),
            });
        }
        if (!equal(inputs.imageScanningConfiguration, old.imageScanningConfiguration)) {
            const imageScanningConfiguration = scanning(inputs) ?? { scanOnPush: false };
            await ecr.putImageScanningConfiguration({ repositoryName: name, imageScanningConfiguration });
        }
        const { removed, set } = tagChanges(old, inputs);
        if (removed.length + set.length === 0) return;
        const { repositories } = await ecr.describeRepositories({ repositoryNames: [name] });
        const resourceArn = repositories?.[0]?.repositoryArn;
        if (removed.length > 0) await ecr.untagResource({ resourceArn, tagKeys: removed });
        if (set.length > 0) await ecr.tagResource({ resourceArn, tags: set });
    },
    async delete(name, inputs, account) {
        const ecr = await account.ecr();
        const force = inputs.forceDelete === true;
        try {
            await ifPresent(ecr.deleteRepository({ repositoryName: name, force }), missing);
        } catch (error) {
            if (!(error instanceof Error) || error.name !== "RepositoryNotEmptyException") throw error;
            throw new Error(`not empty, consider using forceDelete: ${error.message}`);
        }
    },
};

function mutability(inputs: Properties): ImageTagMutability {
    return (inputs.imageTagMutability ?? "MUTABLE") as ImageTagMutability;
}

function exclusionFilters(inputs: Properties) {
    const filters = inputs.imageTagMutabilityExclusionFilters as Properties[] | undefined;
    return filters?.map(({ filter }) => ({ filter: String(filter), filterType: "WILDCARD" as const }));
}

function scanning({ imageScanningConfiguration }: Properties): ImageScanningConfiguration | undefined {
    if (!isObject(imageScanningConfiguration)) return undefined;
    return { scanOnPush: imageScanningConfiguration.scanOnPush === true };
}

export const repository = awsResource(spec);
