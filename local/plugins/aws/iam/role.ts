import type { IAM } from "@aws-sdk/client-iam";
import { ifPresent } from "../errors";
import { canonicalPolicy } from "../policy-document";
import { type AwsResource, awsResource } from "../resource";
import { tagChanges, tagList, tagMap } from "../tags";

const missing = "NoSuchEntityException";

const spec: AwsResource = {
    type: "aws:iam/role:Role",
    label: "IAM Role",
    // Not inlinePolicies and managedPolicyArns: they would fight with RolePolicy and RolePolicyAttachment.
    inputs: [
        "assumeRolePolicy",
        "description",
        "forceDetachPolicies",
        "maxSessionDuration",
        "name",
        "path",
        "permissionsBoundary",
    ],
    required: ["assumeRolePolicy"],
    computed: ["arn", "createDate", "uniqueId"],
    replaceOn: ["name", "path"],
    defaults: { maxSessionDuration: 3600, path: "/", forceDetachPolicies: false },
    generatedNameLength: 64,
    tagged: true,
    documents: { assumeRolePolicy: canonicalPolicy },
    async create(inputs, account) {
        const iam = await account.iam();
        const { Role } = await iam.createRole({
            RoleName: String(inputs.name),
            AssumeRolePolicyDocument: String(inputs.assumeRolePolicy),
            Path: String(inputs.path ?? "/"),
            MaxSessionDuration: Number(inputs.maxSessionDuration ?? 3600),
            ...(inputs.description ? { Description: String(inputs.description) } : {}),
            ...(inputs.permissionsBoundary ? { PermissionsBoundary: String(inputs.permissionsBoundary) } : {}),
            Tags: tagList(inputs),
        });
        return String(Role?.RoleName);
    },
    async read(name, account) {
        const found = await ifPresent((await account.iam()).getRole({ RoleName: name }), missing);
        const role = found?.Role;
        if (role === undefined) return undefined;
        return {
            name,
            arn: role.Arn ?? "",
            uniqueId: role.RoleId ?? "",
            createDate: role.CreateDate?.toISOString().replace(".000Z", "Z") ?? "",
            path: role.Path ?? "/",
            maxSessionDuration: role.MaxSessionDuration ?? 3600,
            // IAM gives documents back URL-encoded.
            assumeRolePolicy: decodeURIComponent(role.AssumeRolePolicyDocument ?? ""),
            description: role.Description ?? "",
            permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? "",
            tagsAll: tagMap(role.Tags),
        };
    },
    async update(RoleName, inputs, old, account) {
        const iam = await account.iam();
        const isChanged = (key: string) => inputs[key] !== old[key];
        if (isChanged("assumeRolePolicy")) {
            await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: String(inputs.assumeRolePolicy) });
        }
        if (isChanged("description") || isChanged("maxSessionDuration")) {
            await iam.updateRole({
                RoleName,
                Description: String(inputs.description ?? ""),
                MaxSessionDuration: Number(inputs.maxSessionDuration ?? 3600),
            });
        }
        if (isChanged("permissionsBoundary")) {
            const PermissionsBoundary = inputs.permissionsBoundary;
            if (PermissionsBoundary === undefined) await iam.deleteRolePermissionsBoundary({ RoleName });
            else await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: String(PermissionsBoundary) });
        }
        const { removed, set } = tagChanges(old, inputs);
        if (removed.length > 0) await iam.untagRole({ RoleName, TagKeys: removed });
        if (set.length > 0) await iam.tagRole({ RoleName, Tags: set });
    },
    async delete(RoleName, inputs, account) {
        const iam = await account.iam();
        if (inputs.forceDetachPolicies === true) await ifPresent(detachPolicies(iam, RoleName), missing);
        await ifPresent(iam.deleteRole({ RoleName }), missing);
    },
};

async function detachPolicies(iam: IAM, RoleName: string): Promise<void> {
    const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
    for (const { PolicyArn } of AttachedPolicies) await iam.detachRolePolicy({ RoleName, PolicyArn });
    const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
    for (const PolicyName of PolicyNames) await iam.deleteRolePolicy({ RoleName, PolicyName });
}

export const role = awsResource(spec);
