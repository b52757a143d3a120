import assert from "node:assert/strict";
import { permissionPolicy, permissionProblems, trustPolicy } from "../../../components/model/iam-documents";

const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";

describe("trust policy", () => {
    it("trusts tokens of one ServiceAccount, issued for STS, and no others", () => {
        const [statement, ...others] = JSON.parse(trustPolicy(provider, "tools", "demo-mcp")).Statement;
        assert.deepEqual(others, []);
        assert.deepEqual(statement.Principal, { Federated: provider });
        assert.deepEqual(statement.Condition, {
            StringEquals: {
                [`${issuer}:aud`]: "sts.amazonaws.com",
                [`${issuer}:sub`]: "system:serviceaccount:tools:demo-mcp",
            },
        });
    });

    it("names the issuer of a provider of China's partition as well", () => {
        const policy = trustPolicy("arn:aws-cn:iam::123456789012:oidc-provider/oidc.example.cn/id/X", "a", "b");
        assert.ok(policy.includes('"oidc.example.cn/id/X:aud"'));
    });

    it("refuses what is no provider's ARN, and says what one looks like", () => {
        assert.throws(() => trustPolicy("https://oidc.example.com", "a", "b"), /arn:aws:iam::<account>:oidc-provider/);
    });
});

describe("permission policy", () => {
    it("writes statements as IAM does", () => {
        const conditions = { StringEquals: { "aws:ResourceTag/team": ["search"] } };
        const policy = permissionPolicy([
            { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::docs/*"] },
            { actions: ["s3:DeleteObject"], resources: ["arn:aws:s3:::docs/*"], effect: "Deny", conditions },
        ]);
        assert.deepEqual(JSON.parse(policy).Statement, [
            { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::docs/*"] },
            { Effect: "Deny", Action: ["s3:DeleteObject"], Resource: ["arn:aws:s3:::docs/*"], Condition: conditions },
        ]);
    });

    const scoped = [
        "arn:aws:s3:::company-docs",
        "arn:aws:s3:::company-docs/*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/orders",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mcp/*",
        "arn:aws:sqs:eu-central-1:123456789012:jobs-*",
        "arn:aws-us-gov:iam::123456789012:role/reader",
    ];
    for (const resource of scoped) {
        it(`allows ${resource}`, () =>
            assert.deepEqual(permissionProblems([{ actions: ["a:B"], resources: [resource] }]), []));
    }

    const everything = [
        "*",
        "arn:aws:s3:::*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/*",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:*",
        "arn:aws:sqs:*:*:jobs",
        "company-docs",
    ];
    for (const resource of everything) {
        it(`refuses ${resource} as resource`, () => {
            const [problem] = permissionProblems([{ actions: ["a:B"], resources: [resource] }]);
            assert.equal(problem?.field, "permissions[0].resources[0]");
        });
    }

    for (const action of ["*", "s3:*", "s3:Get*", "GetObject", "s3:"]) {
        it(`refuses ${action} as action`, () => {
            const [problem] = permissionProblems([{ actions: [action], resources: ["arn:aws:s3:::docs"] }]);
            assert.equal(problem?.field, "permissions[0].actions[0]");
        });
    }

    it("checks again what was not known before", () => {
        assert.throws(
            () => permissionPolicy([{ actions: ["s3:GetObject"], resources: ["*"] }]),
            /resources\[0\] is "\*"/,
        );
    });
});
