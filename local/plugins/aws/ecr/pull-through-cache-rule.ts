import { ifPresent } from "../errors";
import { awsResource } from "../resource";

const missing = "PullThroughCacheRuleNotFoundException";

const text = (value: unknown) => (value === undefined ? undefined : String(value));

/** Images of another registry, kept in this one on their first pull. */
export const pullThroughCacheRule = awsResource({
    type: "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    label: "ECR Pull Through Cache Rule",
    inputs: ["credentialArn", "ecrRepositoryPrefix", "upstreamRegistryUrl"],
    required: ["ecrRepositoryPrefix", "upstreamRegistryUrl"],
    computed: ["registryId"],
    replaceOn: ["ecrRepositoryPrefix", "upstreamRegistryUrl"],
    regional: true,
    async create(inputs, account) {
        const ecr = await account.ecr();
        await ecr.createPullThroughCacheRule({
            ecrRepositoryPrefix: text(inputs.ecrRepositoryPrefix),
            upstreamRegistryUrl: text(inputs.upstreamRegistryUrl),
            credentialArn: text(inputs.credentialArn),
        });
        return String(inputs.ecrRepositoryPrefix);
    },
    async read(prefix, account) {
        const ecr = await account.ecr();
        const found = await ifPresent(ecr.describePullThroughCacheRules({ ecrRepositoryPrefixes: [prefix] }), missing);
        const rule = found?.pullThroughCacheRules?.[0];
        if (rule === undefined) return undefined;
        return {
            ecrRepositoryPrefix: prefix,
            upstreamRegistryUrl: rule.upstreamRegistryUrl ?? "",
            registryId: rule.registryId ?? "",
            credentialArn: rule.credentialArn ?? "",
        };
    },
    async update(prefix, inputs, _old, account) {
        const ecr = await account.ecr();
        await ecr.updatePullThroughCacheRule({
            ecrRepositoryPrefix: prefix,
            credentialArn: text(inputs.credentialArn),
        });
    },
    async delete(prefix, _inputs, account) {
        const ecr = await account.ecr();
        await ifPresent(ecr.deletePullThroughCacheRule({ ecrRepositoryPrefix: prefix }), missing);
    },
});
