import { ifPresent } from "../errors";
import { canonicalPolicy } from "../policy-document";
import { awsResource } from "../resource";
import { tagChanges, tagList, tagMap } from "../tags";

const missing = "NoSuchEntityException";
/** IAM keeps no more versions of a policy. */
const versionLimit = 5;

/** Permissions that several roles may be given. */
export const policy = awsResource({
    type: "aws:iam/policy:Policy",
    label: "IAM Policy",
    inputs: ["description", "name", "path", "policy"],
    required: ["policy"],
    computed: ["arn", "attachmentCount", "policyId"],
    replaceOn: ["description", "name", "path"],
    defaults: { path: "/" },
    generatedNameLength: 128,
    tagged: true,
    documents: { policy: canonicalPolicy },
    async create(inputs, account) {
        const { Policy } = await (await account.iam()).createPolicy({
            PolicyName: String(inputs.name),
            PolicyDocument: String(inputs.policy),
            Path: String(inputs.path ?? "/"),
            ...(inputs.description ? { Description: String(inputs.description) } : {}),
            Tags: tagList(inputs),
        });
        return String(Policy?.Arn);
    },
    async read(PolicyArn, account) {
        const iam = await account.iam();
        const found = (await ifPresent(iam.getPolicy({ PolicyArn }), missing))?.Policy;
        if (found === undefined) return undefined;
        const VersionId = found.DefaultVersionId;
        const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId });
        return {
            arn: PolicyArn,
            name: found.PolicyName ?? "",
            path: found.Path ?? "/",
            policyId: found.PolicyId ?? "",
            attachmentCount: found.AttachmentCount ?? 0,
            policy: decodeURIComponent(PolicyVersion?.Document ?? ""),
            description: found.Description ?? "",
            tagsAll: tagMap(found.Tags),
        };
    },
    async update(PolicyArn, inputs, old, account) {
        const iam = await account.iam();
        if (inputs.policy !== old.policy) {
            const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn });
            const [oldest] = Versions.filter((version) => !version.IsDefaultVersion).sort(
                (a, b) => (a.CreateDate?.getTime() ?? 0) - (b.CreateDate?.getTime() ?? 0),
            );
            if (Versions.length >= versionLimit && oldest?.VersionId) {
                await iam.deletePolicyVersion({ PolicyArn, VersionId: oldest.VersionId });
            }
            await iam.createPolicyVersion({ PolicyArn, PolicyDocument: String(inputs.policy), SetAsDefault: true });
        }
        const { removed, set } = tagChanges(old, inputs);
        if (removed.length > 0) await iam.untagPolicy({ PolicyArn, TagKeys: removed });
        if (set.length > 0) await iam.tagPolicy({ PolicyArn, Tags: set });
    },
    async delete(PolicyArn, _inputs, account) {
        const iam = await account.iam();
        const found = await ifPresent(iam.listPolicyVersions({ PolicyArn }), missing);
        for (const { VersionId, IsDefaultVersion } of found?.Versions ?? []) {
            if (VersionId && !IsDefaultVersion) await iam.deletePolicyVersion({ PolicyArn, VersionId });
        }
        await ifPresent(iam.deletePolicy({ PolicyArn }), missing);
    },
});
