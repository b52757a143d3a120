import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { type PermissionArgs, permissionPolicy, permissionProblems, trustPolicy } from "./model/iam-documents";
import { objectName } from "./model/names";
import { problemText, refuse } from "./model/problem";

/** Who a workload is to AWS: the cluster that vouches for it, and what it may do. */
export interface WorkloadIdentityArgs {
    /** Namespace of the ServiceAccount that may assume the role. */
    namespace: pulumi.Input<string>;
    /** Name of the ServiceAccount that may assume the role. */
    serviceAccountName: pulumi.Input<string>;
    /** ARN of the cluster's OIDC provider in IAM. */
    oidcProviderArn: pulumi.Input<string>;
    /** What the workload may do; at least one statement. */
    permissions: PermissionArgs[];
}

/** An IAM role bound to one Kubernetes ServiceAccount (IAM roles for service accounts, IRSA). */
export class WorkloadIdentity extends pulumi.ComponentResource {
    /** ARN of the role, for the ServiceAccount's annotation. */
    public readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(permissionProblems(args.permissions).map((problem) => problemText(`identity "${name}"`, problem)));
        super("mcp-eks:index:WorkloadIdentity", name, args, opts);

        const role = new iam.Role(
            objectName(name),
            {
                description: `MCP server ${name}`,
                assumeRolePolicy: pulumi
                    .all([args.oidcProviderArn, args.namespace, args.serviceAccountName])
                    .apply(([provider, namespace, serviceAccount]) => trustPolicy(provider, namespace, serviceAccount)),
            },
            { parent: this },
        );
        const policy = new iam.RolePolicy(
            objectName(name),
            { role: role.name, policy: pulumi.output(args.permissions).apply(permissionPolicy) },
            { parent: this },
        );

        // Known once the permissions are attached too: a pod that starts earlier would be denied.
        this.roleArn = pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
        this.registerOutputs({ roleArn: this.roleArn });
    }
}
