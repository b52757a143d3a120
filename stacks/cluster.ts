import * as eks from "@pulumi/aws/eks";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { type IdentityArgs, identityKind } from "../components/model/identity-rules";
import { problemText, refusal, userError } from "../components/model/problem";
import { type AskedPlace, clusterProblem, type EksCluster, eksKubeconfig, oidcProviderArn } from "./eks-access";
import type { ClusterConfig } from "./schema";

/** The stack's cluster, as far as servers need it. */
export interface Cluster {
    kubernetes: Provider;
    /** What EKS tells of it; undefined when nothing of that is needed. */
    known: EksCluster | undefined;
}

/** What of the cluster a role's trust needs, and no more. */
export function vouching(cluster: EksCluster, identity: IdentityArgs | undefined) {
    return identityKind(identity) === "irsa"
        ? { oidcProviderArn: oidcProviderArn(cluster) }
        : { clusterArn: cluster.arn };
}

/**
 * Reaches the cluster by a context of the kubeconfig, or without one by what EKS tells of it; `vouches` says whether roles
 * trust the cluster, for which EKS is asked as well. Nothing may be registered before this is done: when EKS knows no such
 * cluster, the program ends here.
 */
export async function connect({ name, context }: ClusterConfig, vouches: boolean): Promise<Cluster> {
    const known = context === undefined || vouches ? await lookUp(name) : undefined;
    // By the identifier it stays the same cluster, and nothing is replaced, whichever way it is reached.
    const access = context === undefined && known ? { kubeconfig: kubeconfigOf(name, known) } : { context };
    return { kubernetes: new Provider(name, { ...access, clusterIdentifier: name }), known };
}

function kubeconfigOf(name: string, cluster: EksCluster): string {
    return eksKubeconfig(name, new pulumi.Config("aws").require("region"), cluster);
}

async function lookUp(name: string): Promise<EksCluster> {
    const found = await eks.getCluster({ name }).catch(async (error: Error) => {
        const problem = clusterProblem(name, await askedPlace(), error.message);
        throw refusal([problemText("mcp-eks:cluster", problem)]);
    });
    const { arn, endpoint, certificateAuthorities, identities } = found;
    const issuer = identities[0]?.oidcs[0]?.issuer;
    const certificateAuthority = certificateAuthorities[0]?.data;
    if (issuer === undefined || certificateAuthority === undefined) {
        throw userError(`EKS cluster "${name}" has no OIDC issuer or no certificate authority; is it ACTIVE?`);
    }
    return { arn, endpoint, certificateAuthority, issuer };
}

async function askedPlace(): Promise<AskedPlace> {
    const region = new pulumi.Config("aws").get("region");
    // Without credentials there is no account, and that is then what the provider says of the cluster, too.
    const identity = await getCallerIdentity().catch(() => undefined);
    return { region, account: identity?.accountId };
}
