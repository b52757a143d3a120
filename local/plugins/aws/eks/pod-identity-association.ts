import { ifPresent } from "../errors";
import { awsResource } from "../resource";
import { type Tags, tagChanges } from "../tags";

const missing = "ResourceNotFoundException";
const text = (value: unknown) => (value === undefined ? undefined : String(value));

function partsOf(id: string) {
    const [clusterName, associationId] = id.split(",");
    return { clusterName, associationId };
}

/** The role of a Kubernetes ServiceAccount, by EKS Pod Identity. The id is `cluster,association`. */
export const podIdentityAssociation = awsResource({
    type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    label: "EKS Pod Identity Association",
    inputs: ["clusterName", "disableSessionTags", "namespace", "roleArn", "serviceAccount", "targetRoleArn"],
    required: ["clusterName", "namespace", "roleArn", "serviceAccount"],
    computed: ["associationArn", "associationId", "externalId"],
    replaceOn: ["clusterName", "namespace", "serviceAccount"],
    defaults: { disableSessionTags: false },
    tagged: true,
    regional: true,
    async create(inputs, account) {
        const { association } = await (await account.eks()).createPodIdentityAssociation({
            clusterName: text(inputs.clusterName),
            namespace: text(inputs.namespace),
            serviceAccount: text(inputs.serviceAccount),
            roleArn: text(inputs.roleArn),
            targetRoleArn: text(inputs.targetRoleArn),
            disableSessionTags: inputs.disableSessionTags === true,
            tags: (inputs.tagsAll ?? {}) as Tags,
        });
        return `${inputs.clusterName},${association?.associationId}`;
    },
    async read(id, account) {
        const eks = await account.eks();
        const found = (await ifPresent(eks.describePodIdentityAssociation(partsOf(id)), missing))?.association;
        if (found === undefined) return undefined;
        return {
            clusterName: found.clusterName ?? "",
            namespace: found.namespace ?? "",
            serviceAccount: found.serviceAccount ?? "",
            roleArn: found.roleArn ?? "",
            associationArn: found.associationArn ?? "",
            associationId: found.associationId ?? "",
            externalId: found.externalId ?? "",
            disableSessionTags: found.disableSessionTags ?? false,
            targetRoleArn: found.targetRoleArn ?? "",
            tagsAll: found.tags ?? {},
        };
    },
    async update(id, inputs, old, account) {
        const eks = await account.eks();
        const keys = ["roleArn", "targetRoleArn", "disableSessionTags"];
        if (keys.some((key) => inputs[key] !== old[key])) {
            await eks.updatePodIdentityAssociation({
                ...partsOf(id),
                roleArn: text(inputs.roleArn),
                targetRoleArn: text(inputs.targetRoleArn),
                disableSessionTags: inputs.disableSessionTags === true,
            });
        }
        const { removed, set } = tagChanges(old, inputs);
        if (removed.length + set.length === 0) return;
        const { association } = await eks.describePodIdentityAssociation(partsOf(id));
        const resourceArn = association?.associationArn;
        if (removed.length > 0) await eks.untagResource({ resourceArn, tagKeys: removed });
        if (set.length === 0) return;
        await eks.tagResource({ resourceArn, tags: Object.fromEntries(set.map(({ Key, Value }) => [Key, Value])) });
    },
    async delete(id, _inputs, account) {
        await ifPresent((await account.eks()).deletePodIdentityAssociation(partsOf(id)), missing);
    },
});
