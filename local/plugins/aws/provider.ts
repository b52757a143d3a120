import { version } from "@pulumi/aws/package.json";
import { handledProvider, type Provider } from "../shared";
import { Account } from "./account";
import { type AwsConfig, parseConfig, servedConfig } from "./config";
import { lifecyclePolicy } from "./ecr/lifecycle-policy";
import { pullThroughCacheRule } from "./ecr/pull-through-cache-rule";
import { registryScanningConfiguration } from "./ecr/registry-scanning-configuration";
import { repository } from "./ecr/repository";
import { repositoryPolicy } from "./ecr/repository-policy";
import { podIdentityAssociation } from "./eks/pod-identity-association";
import { ecrFunctions } from "./functions/ecr";
import { eksFunctions } from "./functions/eks";
import { iamFunctions } from "./functions/iam";
import { identityFunctions } from "./functions/identity";
import { secretsManagerFunctions } from "./functions/secrets-manager";
import { openIdConnectProvider } from "./iam/open-id-connect-provider";
import { policy } from "./iam/policy";
import { role } from "./iam/role";
import { rolePolicy } from "./iam/role-policy";
import { rolePolicyAttachment } from "./iam/role-policy-attachment";
import { secret } from "./secretsmanager/secret";
import { secretVersion } from "./secretsmanager/secret-version";
import { allTags } from "./tags";

const resources = [
    repository,
    lifecyclePolicy,
    repositoryPolicy,
    pullThroughCacheRule,
    registryScanningConfiguration,
    role,
    policy,
    rolePolicy,
    rolePolicyAttachment,
    openIdConnectProvider,
    secret,
    secretVersion,
    podIdentityAssociation,
];

export function awsProvider(): Provider {
    let defaultTags: Record<string, string> = {};
    const handled = handledProvider<Account>({
        name: "aws",
        version,
        config: servedConfig,
        configReplaceOn: ["region"],
        async configure(config) {
            const parsed = parseConfig(config);
            // The SDK asks the metadata service of EC2 for credentials when it finds none elsewhere.
            if (config.skipMetadataApiCheck === true) process.env.AWS_EC2_METADATA_DISABLED = "true";
            defaultTags = parsed.defaultTags;
            const account = new Account(parsed);
            await verifyAccount(account, parsed);
            return account;
        },
        resources,
        functions: [
            ...identityFunctions,
            ...ecrFunctions,
            ...eksFunctions,
            ...iamFunctions,
            ...secretsManagerFunctions,
        ],
    });
    return {
        ...handled,
        // As in the official plugin, Check works out `tagsAll`: a change of the provider's default tags shows as a change.
        check(request) {
            const isTagged = resources.find(({ type }) => type === request.type)?.inputs.includes("tagsAll");
            if (!isTagged) return handled.check(request);
            const tagsAll = allTags(request.inputs.tags, defaultTags);
            return handled.check({ ...request, inputs: { ...request.inputs, tagsAll } });
        },
    };
}

async function verifyAccount(account: Account, config: AwsConfig): Promise<void> {
    const { allowedAccountIds: allowed, forbiddenAccountIds: forbidden } = config;
    if (allowed === undefined && forbidden === undefined) return;
    const { Account: id = "" } = await (await account.sts()).getCallerIdentity({});
    if (allowed?.includes(id) === false || forbidden?.includes(id)) {
        const which = allowed ? `allowed are ${allowed.join(", ")}` : `forbidden are ${forbidden?.join(", ")}`;
        throw new Error(`AWS account ID not allowed: ${id}; ${which}`);
    }
}
