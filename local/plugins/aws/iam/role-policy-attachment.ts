import { ifPresent } from "../errors";
import { awsResource } from "../resource";

const missing = "NoSuchEntityException";

function partsOf(id: string) {
    const [RoleName, ...arn] = id.split("/");
    if (!RoleName || arn.length === 0)
        throw new Error(`unexpected format of ID (${id}), expected <role-name>/<policy_arn>`);
    return { RoleName, PolicyArn: arn.join("/") };
}

/** A managed policy, given to a role. */
export const rolePolicyAttachment = awsResource({
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    label: "IAM Role Policy Attachment",
    inputs: ["policyArn", "role"],
    required: ["policyArn", "role"],
    computed: [],
    async create({ policyArn, role }, account) {
        await (await account.iam()).attachRolePolicy({ RoleName: String(role), PolicyArn: String(policyArn) });
        return `${role}/${policyArn}`;
    },
    async read(id, account) {
        const { RoleName, PolicyArn } = partsOf(id);
        const iam = await account.iam();
        const found = await ifPresent(iam.listAttachedRolePolicies({ RoleName, MaxItems: 1000 }), missing);
        const isAttached = found?.AttachedPolicies?.some((attached) => attached.PolicyArn === PolicyArn);
        return isAttached ? { role: RoleName, policyArn: PolicyArn } : undefined;
    },
    async delete(id, _inputs, account) {
        await ifPresent((await account.iam()).detachRolePolicy(partsOf(id)), missing);
    },
});
