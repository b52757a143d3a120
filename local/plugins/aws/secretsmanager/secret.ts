import { type CheckFailure, type Properties, UNKNOWN } from "../../shared";
import { ifPresent } from "../errors";
import { canonicalPolicy } from "../policy-document";
import { type AwsResource, awsResource } from "../resource";
import { tagChanges, tagList, tagMap } from "../tags";

const missing = "ResourceNotFoundException";
/** Shortest and longest time that a deleted secret can be brought back. */
const recoveryDays = { least: 7, most: 30 } as const;

const spec: AwsResource = {
    type: "aws:secretsmanager/secret:Secret",
    label: "Secrets Manager Secret",
    inputs: ["description", "kmsKeyId", "name", "policy", "recoveryWindowInDays"],
    computed: ["arn", "policy"],
    replaceOn: ["name"],
    defaults: { recoveryWindowInDays: recoveryDays.most, description: "" },
    generatedNameLength: 255,
    tagged: true,
    regional: true,
    documents: { policy: canonicalPolicy },
    check: checkRecoveryWindow,
    async create(inputs, account) {
        const secretsManager = await account.secretsManager();
        const { ARN = "" } = await secretsManager.createSecret({
            Name: String(inputs.name),
            Description: String(inputs.description ?? ""),
            ...(inputs.kmsKeyId ? { KmsKeyId: String(inputs.kmsKeyId) } : {}),
            Tags: tagList(inputs),
        });
        if (hasPolicy(inputs)) {
            await secretsManager.putResourcePolicy({ SecretId: ARN, ResourcePolicy: String(inputs.policy) });
        }
        return ARN;
    },
    async read(SecretId, account) {
        const secretsManager = await account.secretsManager();
        const found = await ifPresent(secretsManager.describeSecret({ SecretId }), missing);
        // One that waits for its deletion can still be described.
        if (found === undefined || found.DeletedDate !== undefined) return undefined;
        const { ResourcePolicy } = await secretsManager.getResourcePolicy({ SecretId });
        return {
            arn: found.ARN ?? "",
            name: found.Name ?? "",
            description: found.Description ?? "",
            policy: ResourcePolicy ?? "",
            kmsKeyId: found.KmsKeyId ?? "",
            tagsAll: tagMap(found.Tags),
        };
    },
    async update(SecretId, inputs, old, account) {
        const secretsManager = await account.secretsManager();
        if (inputs.description !== old.description || inputs.kmsKeyId !== old.kmsKeyId) {
            await secretsManager.updateSecret({
                SecretId,
                Description: String(inputs.description ?? ""),
                ...(inputs.kmsKeyId ? { KmsKeyId: String(inputs.kmsKeyId) } : {}),
            });
        }
        if (inputs.policy !== old.policy) {
            if (hasPolicy(inputs)) {
                await secretsManager.putResourcePolicy({ SecretId, ResourcePolicy: String(inputs.policy) });
            } else await secretsManager.deleteResourcePolicy({ SecretId });
        }
        const { removed, set } = tagChanges(old, inputs);
        if (removed.length > 0) await secretsManager.untagResource({ SecretId, TagKeys: removed });
        if (set.length > 0) await secretsManager.tagResource({ SecretId, Tags: set });
    },
    async delete(SecretId, inputs, account) {
        const days = Number(inputs.recoveryWindowInDays ?? recoveryDays.most);
        const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
        await ifPresent((await account.secretsManager()).deleteSecret({ SecretId, ...how }), missing);
    },
};

const hasPolicy = ({ policy }: Properties) => policy !== undefined && policy !== "" && policy !== "{}";

function checkRecoveryWindow({ recoveryWindowInDays: days }: Properties): CheckFailure[] {
    if (days === undefined || days === 0 || days === UNKNOWN) return [];
    if (Number.isInteger(days) && Number(days) >= recoveryDays.least && Number(days) <= recoveryDays.most) return [];
    const allowed = `0, or ${recoveryDays.least} to ${recoveryDays.most}`;
    return [{ property: "recoveryWindowInDays", reason: `recoveryWindowInDays is ${days}; it must be ${allowed}` }];
}

export const secret = awsResource(spec);
