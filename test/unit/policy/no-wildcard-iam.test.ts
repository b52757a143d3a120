import assert from "node:assert/strict";
import { permissionPolicy } from "../../../components/model/iam-documents";
import { unknownValue } from "../../../policy/rules/field";
import { noWildcardIam } from "../../../policy/rules/no-wildcard-iam";
import { saidOf } from "./judged";

const narrow = {
    Effect: "Allow",
    Action: ["s3:GetObject"],
    Resource: ["arn:aws:s3:::company-docs/*"],
};
const of = (statement: object) => saidOf(noWildcardIam, { policy: JSON.stringify({ Statement: [statement] }) });

describe("policy rule no-wildcard-iam", () => {
    it("passes actions and resources by name", () => {
        assert.deepEqual(of(narrow), []);
        assert.deepEqual(of({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::company-docs/*" }), []);
    });

    for (const action of ["*", "s3:*", "s3:Get*", "*:GetObject"]) {
        it(`refuses the action ${action}`, () => {
            const [problem = "", ...more] = of({ ...narrow, Action: action });
            assert.equal(more.length, 0);
            assert.ok(
                problem.startsWith(`policy.Statement[0].Action is ${JSON.stringify(action)}; an action is`),
                problem,
            );
        });
    }

    for (const resource of ["*", "arn:aws:s3:::*", "arn:aws:dynamodb:eu-central-1:123456789012:table/*"]) {
        it(`refuses the resource ${resource}`, () => {
            const [problem = ""] = of({ ...narrow, Resource: [resource] });
            assert.ok(problem.startsWith(`policy.Statement[0].Resource[0] is ${JSON.stringify(resource)};`), problem);
        });
    }

    it("passes what the Sid explains, as servers explain it, but for an action of every service", () => {
        const wildcardReason = "listing buckets knows no resource";
        const policy = permissionPolicy([{ actions: ["s3:List*"], resources: ["*"], wildcardReason }]);
        assert.deepEqual(saidOf(noWildcardIam, { policy }), []);
        const Sid = "WildcardListingBucketsKnowsNoResource";
        assert.deepEqual(of({ ...narrow, Sid, Action: "s3:*", Resource: "*" }), []);
        assert.equal(of({ ...narrow, Sid, Action: "*" }).length, 1);
        assert.equal(of({ ...narrow, Sid: "AllowAll", Action: "s3:*" }).length, 1);
    });

    it("refuses all but what is named", () => {
        assert.equal(of({ Effect: "Allow", NotAction: "iam:*", Resource: narrow.Resource }).length, 1);
        assert.equal(of({ Effect: "Allow", Action: narrow.Action, NotResource: narrow.Resource }).length, 1);
    });

    it("passes wildcards in what is denied", () => {
        assert.deepEqual(of({ Effect: "Deny", Action: "*", Resource: "*" }), []);
    });

    it("looks at a single statement, and at policies inside a role", () => {
        const policy = JSON.stringify({ Statement: { ...narrow, Action: "s3:*" } });
        assert.equal(saidOf(noWildcardIam, { policy }, "aws:iam/rolePolicy:RolePolicy").length, 1);
        assert.match(
            saidOf(noWildcardIam, { inlinePolicies: [{ policy }] }, "aws:iam/role:Role")[0] ?? "",
            /^inlinePolicies\[0\]\.policy\.Statement\.Action /,
        );
    });

    it("refuses policies of AWS that allow all of a service, and passes others", () => {
        const attached = (name: string) => {
            const policyArn = `arn:aws:iam::aws:policy/${name}`;
            const byAttachment = saidOf(
                noWildcardIam,
                { policyArn },
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            );
            const byRole = saidOf(noWildcardIam, { managedPolicyArns: [policyArn] }, "aws:iam/role:Role");
            return [byAttachment.length, byRole.length];
        };
        assert.deepEqual(attached("AdministratorAccess"), [1, 1]);
        assert.deepEqual(attached("AmazonS3FullAccess"), [1, 1]);
        assert.deepEqual(attached("AmazonS3ReadOnlyAccess"), [0, 0]);
    });

    it("refuses a document that cannot be read", () => {
        assert.match(saidOf(noWildcardIam, { policy: "{" })[0] ?? "", /it is a policy document in JSON/);
    });

    it("says nothing of a document that is not known yet", () => {
        assert.deepEqual(saidOf(noWildcardIam, { policy: unknownValue }), []);
    });
});
