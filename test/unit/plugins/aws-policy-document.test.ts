import assert from "node:assert/strict";
import { canonicalLifecyclePolicy } from "../../../local/plugins/aws/ecr/lifecycle-policy";
import { renderPolicy } from "../../../local/plugins/aws/functions/policy-document";
import { canonicalJson, equivalentDocuments } from "../../../local/plugins/aws/json";
import { canonicalPolicy } from "../../../local/plugins/aws/policy-document";
import type { Properties } from "../../../local/plugins/shared";

type Json = Record<string, unknown>;

describe("IAM documents of the aws stand-in", () => {
    const policy = (...statements: Json[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const equivalent = (left: string, right: string) => equivalentDocuments(left, right, canonicalPolicy);
    const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

    const same: [string, Json, Json][] = [
        ["one value and a list of one", allow, { ...allow, Action: ["s3:GetObject"], Resource: ["*"] }],
        ["values in another order", { ...allow, Action: ["a:b", "c:d"] }, { ...allow, Action: ["c:d", "a:b"] }],
        ["keys in another order", allow, { Resource: "*", Action: "s3:GetObject", Effect: "Allow" }],
        [
            "an account and its root user",
            { ...allow, Principal: { AWS: "123456789012" } },
            { ...allow, Principal: { AWS: ["arn:aws:iam::123456789012:root"] } },
        ],
        ["everyone", { ...allow, Principal: "*" }, { ...allow, Principal: { AWS: "*" } }],
        [
            'a condition\'s true and "true"',
            { ...allow, Condition: { Bool: { "aws:SecureTransport": true } } },
            { ...allow, Condition: { Bool: { "aws:SecureTransport": ["true"] } } },
        ],
    ];
    for (const [what, left, right] of same) {
        it(`are the same with ${what}`, () => assert.ok(equivalent(policy(left), policy(right))));
    }

    it("are the same with statements in another order, or one outside a list", () => {
        const deny = { ...allow, Effect: "Deny" };
        assert.ok(equivalent(policy(allow, deny), policy(deny, allow)));
        assert.ok(equivalent(policy(allow), JSON.stringify({ Version: "2012-10-17", Statement: allow })));
    });

    const different: [string, Json][] = [
        ["effect", { ...allow, Effect: "Deny" }],
        ["action", { ...allow, Action: "s3:*" }],
        ["NotAction", { Effect: "Allow", NotAction: "s3:GetObject", Resource: "*" }],
        ["resource", { ...allow, Resource: "arn:aws:s3:::x" }],
        ["condition", { ...allow, Condition: { StringEquals: { a: "b" } } }],
        ["principal", { ...allow, Principal: { Service: "*" } }],
        ["sid", { ...allow, Sid: "a" }],
    ];
    for (const [what, other] of different) {
        it(`differ by ${what}`, () => assert.ok(!equivalent(policy(allow), policy(other))));
    }

    it("compare text that is no JSON as it stands", () => {
        assert.ok(equivalent("{broken", "{broken"));
        assert.ok(!equivalent("{broken", policy(allow)));
    });

    it("of lifecycles are the same whatever the order of rules and tags", () => {
        const rule = (rulePriority: number, tags: string[]) => ({ rulePriority, selection: { tagPrefixList: tags } });
        const [one, two] = [rule(1, ["a", "b"]), rule(2, [])];
        const lifecycle = (...rules: Json[]) => canonicalJson(canonicalLifecyclePolicy({ rules }));
        assert.equal(lifecycle(one, two), lifecycle({ rulePriority: 2, selection: {} }, rule(1, ["b", "a"])));
        assert.notEqual(lifecycle(one), lifecycle(rule(2, ["a", "b"])));
    });

    it("are rendered from statements as the official getPolicyDocument does", () => {
        const statements: Properties[] = [
            {
                sid: "Trust",
                actions: ["sts:AssumeRoleWithWebIdentity"],
                principals: [{ type: "Federated", identifiers: ["arn:p"] }],
                conditions: [
                    { test: "StringEquals", variable: "x:aud", values: ["sts"] },
                    { test: "StringEquals", variable: "x:sub", values: ["a", "b"] },
                ],
            },
            {
                effect: "Deny",
                actions: ["a:a", "b:b"],
                resources: ["*"],
                principals: [{ type: "*", identifiers: ["*"] }],
            },
        ];
        assert.deepEqual(renderPolicy({ statements }), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "Trust",
                    Effect: "Allow",
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Principal: { Federated: "arn:p" },
                    Condition: { StringEquals: { "x:aud": "sts", "x:sub": ["a", "b"] } },
                },
                { Effect: "Deny", Action: ["b:b", "a:a"], Resource: "*", Principal: "*" },
            ],
        });
    });
});
