import * as eks from "@pulumi/aws/eks";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { type IdentityArgs, identityKind } from "../components/model/identity-rules";
import { type EksCluster, eksKubeconfig, oidcProviderArn } from "./eks-access";
import type { ClusterConfig } from "./schema";

/** The stack's cluster, as far as servers need it. */
export interface Cluster {
    kubernetes: Provider;
    /** ARN of the cluster's OIDC provider; looked up when it is asked for. */
    oidcProviderArn(): pulumi.Output<string>;
    /** Its own ARN; looked up when it is asked for. */
    arn(): pulumi.Output<string>;
}

/** What of the cluster a role's trust needs, and no more: the kind that is not used is not looked up. */
export function vouching(cluster: Pick<Cluster, "arn" | "oidcProviderArn">, identity: IdentityArgs | undefined) {
    return identityKind(identity) === "irsa"
        ? { oidcProviderArn: cluster.oidcProviderArn() }
        : { clusterArn: cluster.arn() };
}

/** Reaches the cluster by a context of the kubeconfig, or without one by what EKS says of it. */
export function connect({ name, context }: ClusterConfig): Cluster {
    let found: pulumi.Output<EksCluster> | undefined;
    const look = () => {
        found ??= lookUp(name);
        return found;
    };
    const access = context === undefined ? { kubeconfig: kubeconfigOf(name, look()) } : { context };
    return {
        // By the identifier it stays the same cluster, and nothing is replaced, whichever way it is reached.
        kubernetes: new Provider(name, { ...access, clusterIdentifier: name }),
        oidcProviderArn: () => look().apply(oidcProviderArn),
        arn: () => look().apply(({ arn }) => arn),
    };
}

function kubeconfigOf(name: string, cluster: pulumi.Output<EksCluster>): pulumi.Output<string> {
    const region = new pulumi.Config("aws").require("region");
    return cluster.apply((known) => eksKubeconfig(name, region, known));
}

function lookUp(name: string): pulumi.Output<EksCluster> {
    return eks.getClusterOutput({ name }).apply(({ arn, endpoint, certificateAuthorities, identities }) => {
        const issuer = identities[0]?.oidcs[0]?.issuer;
        const certificateAuthority = certificateAuthorities[0]?.data;
        if (issuer === undefined || certificateAuthority === undefined) {
            throw new pulumi.RunError(
                `EKS cluster "${name}" has no OIDC issuer or no certificate authority; is it ACTIVE?`,
            );
        }
        return { arn, endpoint, certificateAuthority, issuer };
    });
}
