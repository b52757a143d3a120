const policyVersion = "2012-10-17";
const tokenAudience = "sts.amazonaws.com";
const podIdentityService = "pods.eks.amazonaws.com";

const trust = (statement: object) => JSON.stringify({ Version: policyVersion, Statement: [statement] });

/** IRSA. Who may assume a role: the tokens of one ServiceAccount, issued for STS, of one cluster. */
export function irsaTrustPolicy(oidcProviderArn: string, namespace: string, serviceAccount: string): string {
    const issuer = oidcIssuer(oidcProviderArn);
    return trust({
        Effect: "Allow",
        Principal: { Federated: oidcProviderArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
            StringEquals: {
                [`${issuer}:aud`]: tokenAudience,
                [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
            },
        },
    });
}

/**
 * EKS Pod Identity. The service is the same for all clusters of all accounts, so the trust is bound by the session tags
 * that it always adds (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html): another association, of this
 * cluster or any other, that names the role is a confused deputy and gets nothing. The cluster's ARN holds its account.
 */
export function podIdentityTrustPolicy(clusterArn: string, namespace: string, serviceAccount: string): string {
    clusterName(clusterArn);
    return trust({
        Effect: "Allow",
        Principal: { Service: podIdentityService },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
            StringEquals: {
                "aws:RequestTag/eks-cluster-arn": clusterArn,
                "aws:RequestTag/kubernetes-namespace": namespace,
                "aws:RequestTag/kubernetes-service-account": serviceAccount,
            },
        },
    });
}

/** Name of the cluster, as its ARN ends. */
export function clusterName(clusterArn: string): string {
    const [, name] = /^arn:[^:]+:eks:[^:]+:[0-9]+:cluster\/(.+)$/.exec(clusterArn) ?? [];
    if (name === undefined) {
        throw new Error(
            `clusterArn is ${JSON.stringify(clusterArn)}; it is the ARN of the EKS cluster, ` +
                "arn:aws:eks:<region>:<account>:cluster/<name>",
        );
    }
    return name;
}

/** `oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE`: how IAM names the keys of the issuer's tokens. */
function oidcIssuer(oidcProviderArn: string): string {
    const [, issuer] = /^arn:[^:]+:iam::[0-9]+:oidc-provider\/(.+)$/.exec(oidcProviderArn) ?? [];
    if (issuer === undefined) {
        throw new Error(
            `oidcProviderArn is ${JSON.stringify(oidcProviderArn)}; it is the ARN of the cluster's OIDC provider in IAM, ` +
                "arn:aws:iam::<account>:oidc-provider/<issuer without https://>",
        );
    }
    return issuer;
}
