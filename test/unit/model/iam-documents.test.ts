import assert from "node:assert/strict";
import { permissionPolicy, permissionProblems } from "../../../components/model/iam-documents";

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

    describe("with a reason for wildcards", () => {
        const wildcardReason = "listing buckets knows no resource";
        const problems = (action: string, resource: string, reason = wildcardReason) =>
            permissionProblems([{ actions: [action], resources: [resource], wildcardReason: reason }]);

        it("takes them, and keeps the reason as the statement's name", () => {
            assert.deepEqual(problems("s3:List*", "*"), []);
            const policy = permissionPolicy([
                { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::docs"] },
                { actions: ["s3:ListAllMyBuckets"], resources: ["*"], wildcardReason },
            ]);
            const [first, second] = JSON.parse(policy).Statement;
            assert.equal(first.Sid, undefined);
            assert.equal(second.Sid, "Wildcard1ListingBucketsKnowsNoResource");
        });

        it("never takes all actions of all services", () => {
            const [problem] = problems("*", "*");
            assert.equal(problem?.field, "permissions[0].actions[0]");
        });

        it("refuses a reason that says nothing, and one that nothing needs", () => {
            for (const [action, reason] of [
                ["s3:List*", "because"],
                ["s3:GetObject", wildcardReason],
            ] as const) {
                const [problem, ...others] = problems(action, "arn:aws:s3:::docs", reason);
                assert.equal(problem?.field, "permissions[0].wildcardReason");
                assert.deepEqual(others, []);
            }
        });
    });

    it("checks again what was not known before", () => {
        assert.throws(
            () => permissionPolicy([{ actions: ["s3:GetObject"], resources: ["*"] }]),
            /resources\[0\] is "\*"/,
        );
    });
});
