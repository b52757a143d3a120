/** Where the operator runs in every cluster: `serviceAccountRef` of the store names this ServiceAccount. */
export const externalSecretsServiceAccount = { namespace: "external-secrets", name: "external-secrets" } as const;

/** ARN of the IAM provider for an OIDC issuer, which is the issuer's URL without its scheme. */
export function oidcProviderArn(accountId: string, issuer: string): string {
    return `arn:aws:iam::${accountId}:oidc-provider/${issuer.replace(/^https:\/\//, "")}`;
}

/** Lets the operator's ServiceAccount, in the clusters of these OIDC providers, assume the role (IRSA). */
export function externalSecretsTrust(providerArns: string[]) {
    const { namespace, name } = externalSecretsServiceAccount;
    return {
        Version: "2012-10-17",
        Statement: providerArns.map((arn) => {
            const provider = arn.slice(arn.indexOf("/") + 1);
            return {
                Effect: "Allow",
                Principal: { Federated: arn },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        [`${provider}:aud`]: "sts.amazonaws.com",
                        [`${provider}:sub`]: `system:serviceaccount:${namespace}:${name}`,
                    },
                },
            };
        }),
    };
}

/** What the operator does with secrets: read those of this account and region. */
export function externalSecretsPolicy(accountId: string, region: string) {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
                Resource: `arn:aws:secretsmanager:${region}:${accountId}:secret:*`,
            },
        ],
    };
}
