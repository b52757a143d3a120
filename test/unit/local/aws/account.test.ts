import assert from "node:assert/strict";
import {
    externalSecretsPolicy,
    externalSecretsTrust,
    oidcProviderArn,
} from "../../../../local/aws/external-secrets-role";

describe("role of the External Secrets Operator in the emulated account", () => {
    const provider = oidcProviderArn("123456789012", "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC");

    it("trusts an OIDC provider named by its issuer without the scheme", () => {
        assert.equal(provider, "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC");
    });

    it("is assumed by the operator's ServiceAccount only, with a token made for STS", () => {
        const [statement] = externalSecretsTrust([provider]).Statement;
        assert.deepEqual(statement?.Condition.StringEquals, {
            "oidc.eks.eu-central-1.amazonaws.com/id/ABC:aud": "sts.amazonaws.com",
            "oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:external-secrets:external-secrets",
        });
    });

    it("trusts each cluster's provider by a statement of its own", () => {
        const trust = externalSecretsTrust([provider, `${provider}D`]);
        assert.deepEqual(
            trust.Statement.map((statement) => statement.Principal.Federated),
            [provider, `${provider}D`],
        );
    });

    it("reads secrets of its account and region, and writes none", () => {
        const [statement] = externalSecretsPolicy("123456789012", "eu-central-1").Statement;
        assert.equal(statement?.Resource, "arn:aws:secretsmanager:eu-central-1:123456789012:secret:*");
        assert.deepEqual(
            statement?.Action.filter((action) => !/:(Get|Describe)/.test(action)),
            [],
        );
    });
});
