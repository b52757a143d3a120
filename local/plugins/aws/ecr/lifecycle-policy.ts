import { ifPresent } from "../errors";
import { awsResource } from "../resource";

interface LifecyclePolicy {
    rules?: { rulePriority?: number; selection?: Record<string, unknown> }[];
}

const missing = ["LifecyclePolicyNotFoundException", "RepositoryNotFoundException"];

/** A repository has one: a new one takes the old one's place, so the old one goes first. */
export const lifecyclePolicy = awsResource({
    type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    label: "ECR Lifecycle Policy",
    inputs: ["policy", "repository"],
    required: ["policy", "repository"],
    computed: ["registryId"],
    documents: { policy: canonicalLifecyclePolicy },
    deleteBeforeReplace: true,
    regional: true,
    async create({ policy, repository }, account) {
        const ecr = await account.ecr();
        await ecr.putLifecyclePolicy({ repositoryName: String(repository), lifecyclePolicyText: String(policy) });
        return String(repository);
    },
    async read(repository, account) {
        const ecr = await account.ecr();
        const found = await ifPresent(ecr.getLifecyclePolicy({ repositoryName: repository }), ...missing);
        if (found === undefined) return undefined;
        return { repository, policy: found.lifecyclePolicyText ?? "", registryId: found.registryId ?? "" };
    },
    async delete(repository, _inputs, account) {
        const ecr = await account.ecr();
        await ifPresent(ecr.deleteLifecyclePolicy({ repositoryName: repository }), ...missing);
    },
});

/** Rules count by their priority, not by where they stand; lists of tags have no order, and an empty one is none. */
export function canonicalLifecyclePolicy(document: unknown): unknown {
    const { rules = [] } = document as LifecyclePolicy;
    return rules
        .map((rule) => ({ ...rule, selection: canonicalSelection(rule.selection ?? {}) }))
        .sort((a, b) => (a.rulePriority ?? 0) - (b.rulePriority ?? 0));
}

function canonicalSelection(selection: Record<string, unknown>): Record<string, unknown> {
    const entries = Object.entries(selection).map(([key, value]) => [
        key,
        Array.isArray(value) ? [...value].sort() : value,
    ]);
    return Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
