import { PodIdentityAssociation } from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { type PermissionArgs, permissionPolicy, permissionProblems } from "./model/iam-documents";
import { clusterProblems, type IdentityArgs, identityKind, identityProblems } from "./model/identity-rules";
import { clusterName, irsaTrustPolicy, podIdentityTrustPolicy } from "./model/identity-trust";
import { objectName } from "./model/names";
import { problemText, refuse } from "./model/problem";

/** Who a workload is to AWS: the cluster that vouches for it, and what it may do. */
export interface WorkloadIdentityArgs extends IdentityArgs {
    /** Namespace of the ServiceAccount that may assume the role. */
    namespace: pulumi.Input<string>;
    /** Name of the ServiceAccount that may assume the role. */
    serviceAccountName: pulumi.Input<string>;
    /**
     * ARN of the cluster's OIDC provider in IAM; needed by kind "irsa".
     * @default none
     */
    oidcProviderArn?: pulumi.Input<string>;
    /**
     * ARN of the EKS cluster; needed by kind "podIdentity".
     * @default none
     */
    clusterArn?: pulumi.Input<string>;
    /** What the workload may do; at least one statement. */
    permissions: PermissionArgs[];
}

/** An IAM role bound to one Kubernetes ServiceAccount of one cluster, by IRSA or by EKS Pod Identity. */
export class WorkloadIdentity extends pulumi.ComponentResource {
    /** ARN of the role; known once it may act, and a pod that starts now acts as it. */
    public readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        const problems = [
            ...identityProblems(args),
            ...clusterProblems({ ...args, identity: args }, true),
            ...permissionProblems(args.permissions),
        ];
        refuse(problems.map((problem) => problemText(`identity "${name}"`, problem)));
        super("mcp-eks:index:WorkloadIdentity", name, args, opts);

        const { namespace, serviceAccountName, clusterArn = "", oidcProviderArn = "" } = args;
        const isIrsa = identityKind(args) === "irsa";
        const role = new iam.Role(
            objectName(name),
            {
                description: `MCP server ${name}`,
                assumeRolePolicy: pulumi
                    .all([isIrsa ? oidcProviderArn : clusterArn, namespace, serviceAccountName])
                    .apply(([of, ...account]) => (isIrsa ? irsaTrustPolicy : podIdentityTrustPolicy)(of, ...account)),
                permissionsBoundary: args.permissionsBoundary,
                path: args.rolePath,
                tags: args.tags,
            },
            { parent: this },
        );
        const policy = new iam.RolePolicy(
            objectName(name),
            { role: role.name, policy: pulumi.output(args.permissions).apply(permissionPolicy) },
            { parent: this },
        );
        const association = isIrsa
            ? undefined
            : new PodIdentityAssociation(
                  objectName(name),
                  {
                      clusterName: pulumi.output(clusterArn).apply(clusterName),
                      namespace,
                      serviceAccount: serviceAccountName,
                      roleArn: role.arn,
                  },
                  { parent: this },
              );

        // Known once the permissions are attached too: a pod that starts earlier would be denied, and one that starts
        // before the association would never ask for the role.
        this.roleArn = pulumi.all([role.arn, policy.id, association?.id]).apply(([arn]) => arn);
        this.registerOutputs({ roleArn: this.roleArn });
    }
}
