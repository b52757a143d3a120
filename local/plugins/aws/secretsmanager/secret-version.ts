import type { CheckFailure, Properties } from "../../shared";
import type { Account } from "../account";
import { ifPresent } from "../errors";
import { type AwsResource, awsResource } from "../resource";

const current = "AWSCURRENT";

function partsOf(id: string) {
    const [SecretId, VersionId] = id.split("|");
    if (!SecretId || !VersionId) throw new Error(`unexpected format of ID (${id}), expected SecretID|VersionID`);
    return { SecretId, VersionId };
}

const spec: AwsResource = {
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    label: "Secrets Manager Secret Version",
    inputs: ["secretBinary", "secretId", "secretString", "versionStages"],
    required: ["secretId"],
    computed: ["arn", "hasSecretStringWo", "secretArn", "versionId", "versionStages"],
    replaceOn: ["secretBinary", "secretId", "secretString"],
    regional: true,
    check: checkValue,
    async create({ secretId, secretString, secretBinary, versionStages }, account) {
        const { VersionId } = await (await account.secretsManager()).putSecretValue({
            SecretId: String(secretId),
            ...(secretString === undefined ? {} : { SecretString: String(secretString) }),
            ...(secretBinary === undefined ? {} : { SecretBinary: Buffer.from(String(secretBinary), "base64") }),
            ...(versionStages === undefined ? {} : { VersionStages: versionStages as string[] }),
        });
        return `${secretId}|${VersionId}`;
    },
    async read(id, account) {
        const { SecretId } = partsOf(id);
        const found = await find(id, account);
        if (found === undefined) return undefined;
        const { SecretString, SecretBinary } = found;
        return {
            secretId: SecretId,
            arn: found.ARN ?? "",
            secretArn: found.ARN ?? "",
            versionId: found.VersionId ?? "",
            versionStages: found.VersionStages ?? [],
            hasSecretStringWo: false,
            ...(SecretString === undefined ? {} : { secretString: SecretString }),
            ...(SecretBinary === undefined ? {} : { secretBinary: Buffer.from(SecretBinary).toString("base64") }),
        };
    },
    async update(id, inputs, _old, account) {
        const { SecretId, VersionId } = partsOf(id);
        const secretsManager = await account.secretsManager();
        const wanted = (inputs.versionStages ?? []) as string[];
        const stages = (await find(id, account))?.VersionStages ?? [];
        for (const VersionStage of wanted.filter((stage) => !stages.includes(stage))) {
            const { VersionIdsToStages = {} } = await secretsManager.describeSecret({ SecretId });
            const [holder] = Object.entries(VersionIdsToStages).find(([, held]) => held.includes(VersionStage)) ?? [];
            const move = { SecretId, VersionStage, MoveToVersionId: VersionId, RemoveFromVersionId: holder };
            await secretsManager.updateSecretVersionStage(move);
        }
        await removeStages(
            id,
            stages.filter((stage) => !wanted.includes(stage)),
            account,
        );
    },
    async delete(id, { versionStages }, account) {
        await ifPresent(removeStages(id, (versionStages ?? []) as string[], account), ...gone);
    },
};

const gone = ["ResourceNotFoundException", "InvalidRequestException"];

/** A version whose secret waits for its deletion is gone, too. */
async function find(id: string, account: Account) {
    return ifPresent((await account.secretsManager()).getSecretValue(partsOf(id)), ...gone);
}

/** A version without stages is deprecated, and AWS removes it. AWSCURRENT can only be moved on. */
async function removeStages(id: string, stages: string[], account: Account): Promise<void> {
    const { SecretId, VersionId } = partsOf(id);
    const secretsManager = await account.secretsManager();
    const held = (await find(id, account))?.VersionStages ?? [];
    for (const VersionStage of stages.filter((stage) => stage !== current && held.includes(stage))) {
        await secretsManager.updateSecretVersionStage({ SecretId, VersionStage, RemoveFromVersionId: VersionId });
    }
}

function checkValue({ secretString, secretBinary }: Properties): CheckFailure[] {
    if (secretString === undefined || secretBinary === undefined) return [];
    return [{ property: "secretString", reason: "secretString conflicts with secretBinary: only one can be set" }];
}

export const secretVersion = awsResource(spec);
