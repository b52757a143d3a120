import type { Problem } from "../components/model/problem";

/** What EKS tells of a cluster. */
export interface EksCluster {
    arn: string;
    endpoint: string;
    /** Base64 of the certificate authority's PEM. */
    certificateAuthority: string;
    /** URL of the OIDC issuer, "https://oidc.eks…". */
    issuer: string;
}

/** ARN of the cluster's OIDC provider in IAM: same partition and account, named by the issuer without its scheme. */
export function oidcProviderArn({ arn, issuer }: EksCluster): string {
    const [, partition, account] = /^arn:([^:]+):eks:[^:]+:([0-9]+):cluster\//.exec(arn) ?? [];
    if (partition === undefined || account === undefined) throw new Error(`EKS gave an unexpected cluster ARN: ${arn}`);
    return `arn:${partition}:iam::${account}:oidc-provider/${issuer.replace(/^https:\/\//, "")}`;
}

/** A kubeconfig whose tokens come from the AWS CLI, as `aws eks update-kubeconfig` writes it. */
export function eksKubeconfig(name: string, region: string, cluster: EksCluster): string {
    const { endpoint: server, certificateAuthority } = cluster;
    const exec = {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        args: ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"],
        interactiveMode: "Never",
    };
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name, cluster: { server, "certificate-authority-data": certificateAuthority } }],
        users: [{ name, user: { exec } }],
        contexts: [{ name, context: { cluster: name, user: name } }],
        "current-context": name,
    });
}

/** Where EKS was asked; undefined is what could not be found out. */
export interface AskedPlace {
    region?: string;
    account?: string;
}

/** What is wrong with the name of a cluster that EKS tells nothing of; `reason` is the provider's own. */
export function clusterProblem(name: string, { region, account }: AskedPlace, reason: string): Problem {
    const inRegion = region === undefined ? "its region" : `region ${region}`;
    const place = account === undefined ? inRegion : `${inRegion} of account ${account}`;
    const list = region === undefined ? "aws eks list-clusters" : `aws eks list-clusters --region ${region}`;
    const allowed = isUnknown.test(reason)
        ? `EKS has no cluster of this name in ${place}; choose one that \`${list}\` shows, or correct aws:region or the AWS credentials`
        : `EKS in ${place} could not be asked about it; check the AWS credentials, aws:region and the permission eks:DescribeCluster: ${reason}`;
    return { field: "name", found: name, allowed };
}

/** How the provider words that there is none; EKS itself answers ResourceNotFoundException, "No cluster found for name". */
const isUnknown = /no cluster found|ResourceNotFoundException|couldn't find resource/i;
