import type * as pulumi from "@pulumi/pulumi";
import type { PermissionArgs } from "./model/iam-documents";
import { type IdentityArgs, identityKind } from "./model/identity-rules";
import { objectName } from "./model/names";
import { WorkloadIdentity } from "./workload-identity";

/** Who a server is to AWS, and what it may do there. */
export interface ServerIdentityArgs {
    /**
     * What the server may do in AWS; needs `oidcProviderArn`, or `clusterArn` with Pod Identity.
     * @default nothing: no role is made
     */
    permissions?: PermissionArgs[];
    /** How it gets its role: by IRSA or Pod Identity. */
    identity?: IdentityArgs;
    /**
     * ARN of the cluster's OIDC provider in IAM.
     * @default none: the server has no permissions by IRSA
     */
    oidcProviderArn?: pulumi.Input<string>;
    /**
     * ARN of the EKS cluster.
     * @default none: the server has no permissions by Pod Identity
     */
    clusterArn?: pulumi.Input<string>;
}

/** The role of a server, as its workload is told of it; nothing for a server without permissions. */
export interface ServerIdentity {
    roleArn?: pulumi.Output<string>;
    identityKind?: string;
}

/** Makes the role of a server that has permissions. */
export function serverIdentity(
    name: string,
    args: ServerIdentityArgs,
    namespace: pulumi.Input<string>,
    parent: pulumi.Resource,
): ServerIdentity {
    const { permissions = [], identity, oidcProviderArn, clusterArn } = args;
    if (permissions.length === 0) return {};
    const account = { namespace, serviceAccountName: objectName(name) };
    const { roleArn } = new WorkloadIdentity(
        name,
        { ...identity, ...account, oidcProviderArn, clusterArn, permissions },
        { parent },
    );
    return { roleArn, identityKind: identityKind(identity) };
}
