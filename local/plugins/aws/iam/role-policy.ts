import type { Properties } from "../../shared";
import type { Account } from "../account";
import { ifPresent } from "../errors";
import { canonicalPolicy } from "../policy-document";
import { awsResource } from "../resource";

const missing = "NoSuchEntityException";

async function put({ name, policy, role }: Properties, account: Account): Promise<string> {
    const iam = await account.iam();
    await iam.putRolePolicy({ RoleName: String(role), PolicyName: String(name), PolicyDocument: String(policy) });
    return `${role}:${name}`;
}

/** A role's name has no colon. */
function partsOf(id: string) {
    const end = id.indexOf(":");
    if (end < 0) throw new Error(`unexpected format of ID (${id}), expected ROLE_NAME:ROLE_POLICY_NAME`);
    return { RoleName: id.slice(0, end), PolicyName: id.slice(end + 1) };
}

/** Permissions written into a role. */
export const rolePolicy = awsResource({
    type: "aws:iam/rolePolicy:RolePolicy",
    label: "IAM Role Policy",
    inputs: ["name", "policy", "role"],
    required: ["policy", "role"],
    computed: [],
    replaceOn: ["name", "role"],
    generatedNameLength: 128,
    documents: { policy: canonicalPolicy },
    create: put,
    async read(id, account) {
        const { RoleName, PolicyName } = partsOf(id);
        const found = await ifPresent((await account.iam()).getRolePolicy({ RoleName, PolicyName }), missing);
        if (found === undefined) return undefined;
        return { role: RoleName, name: PolicyName, policy: decodeURIComponent(found.PolicyDocument ?? "") };
    },
    async update(_id, inputs, _old, account) {
        await put(inputs, account);
    },
    async delete(id, _inputs, account) {
        await ifPresent((await account.iam()).deleteRolePolicy(partsOf(id)), missing);
    },
});
