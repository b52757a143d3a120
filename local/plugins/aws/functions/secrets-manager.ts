import type { FunctionHandler } from "../../shared";
import type { Account } from "../account";
import { tagMap } from "../tags";

const time = (date: Date | undefined) => date?.toISOString() ?? "";

const getSecret: FunctionHandler<Account> = {
    token: "aws:secretsmanager/getSecret:getSecret",
    args: ["arn", "name", "region"],
    async invoke({ arn, name, region }, provider) {
        if ((arn === undefined) === (name === undefined)) throw new Error("getSecret takes either arn or name");
        const account = provider.inRegion(region);
        const secretsManager = await account.secretsManager();
        const SecretId = String(arn ?? name);
        const found = await secretsManager.describeSecret({ SecretId });
        const { ResourcePolicy } = await secretsManager.getResourcePolicy({ SecretId });
        return {
            id: found.ARN ?? "",
            arn: found.ARN ?? "",
            name: found.Name ?? "",
            region: account.region,
            description: found.Description ?? "",
            kmsKeyId: found.KmsKeyId ?? "",
            policy: ResourcePolicy ?? "",
            createdDate: time(found.CreatedDate),
            lastChangedDate: time(found.LastChangedDate),
            tags: tagMap(found.Tags),
        };
    },
};

/** Plain, as the official plugin gives it (pulumi/pulumi-aws#1449): the program marks what is secret. */
const getSecretVersion: FunctionHandler<Account> = {
    token: "aws:secretsmanager/getSecretVersion:getSecretVersion",
    args: ["region", "secretId", "versionId", "versionStage"],
    async invoke({ region, secretId, versionId, versionStage }, provider) {
        const account = provider.inRegion(region);
        const stage = String(versionStage ?? "AWSCURRENT");
        const found = await (await account.secretsManager()).getSecretValue({
            SecretId: String(secretId),
            ...(versionId === undefined ? { VersionStage: stage } : { VersionId: String(versionId) }),
        });
        return {
            id: `${secretId}|${versionId ?? stage}`,
            secretId: String(secretId),
            region: account.region,
            arn: found.ARN ?? "",
            secretArn: found.ARN ?? "",
            versionId: found.VersionId ?? "",
            ...(versionId === undefined ? { versionStage: stage } : {}),
            versionStages: found.VersionStages ?? [],
            createdDate: time(found.CreatedDate),
            secretString: found.SecretString ?? "",
            secretBinary: Buffer.from(found.SecretBinary ?? []).toString(),
        };
    },
};

export const secretsManagerFunctions = [getSecret, getSecretVersion];
