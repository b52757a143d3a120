import type { Properties } from "../../shared";
import type { Account } from "../account";
import { ifPresent } from "../errors";
import { canonicalPolicy } from "../policy-document";
import { awsResource } from "../resource";

const missing = ["RepositoryPolicyNotFoundException", "RepositoryNotFoundException"];

async function put({ policy, repository }: Properties, account: Account): Promise<string> {
    const ecr = await account.ecr();
    await ecr.setRepositoryPolicy({ repositoryName: String(repository), policyText: String(policy) });
    return String(repository);
}

/** Who may pull from and push to a repository. */
export const repositoryPolicy = awsResource({
    type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
    label: "ECR Repository Policy",
    inputs: ["policy", "repository"],
    required: ["policy", "repository"],
    computed: ["registryId"],
    replaceOn: ["repository"],
    documents: { policy: canonicalPolicy },
    regional: true,
    create: put,
    async read(repository, account) {
        const ecr = await account.ecr();
        const found = await ifPresent(ecr.getRepositoryPolicy({ repositoryName: repository }), ...missing);
        if (found === undefined) return undefined;
        return { repository, policy: found.policyText ?? "", registryId: found.registryId ?? "" };
    },
    async update(_id, inputs, _old, account) {
        await put(inputs, account);
    },
    async delete(repository, _inputs, account) {
        const ecr = await account.ecr();
        await ifPresent(ecr.deleteRepositoryPolicy({ repositoryName: repository }), ...missing);
    },
});
