import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { identityDestinations } from "../../../components/model/identity-network";
import { clusterProblems, identityProblems, roleAnnotation } from "../../../components/model/identity-rules";
import { clusterName, irsaTrustPolicy, podIdentityTrustPolicy } from "../../../components/model/identity-trust";

const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const cluster = "arn:aws:eks:eu-central-1:123456789012:cluster/tools";

describe("trust policy of IRSA", () => {
    it("trusts tokens of one ServiceAccount, issued for STS, and no others", () => {
        const [statement, ...others] = JSON.parse(irsaTrustPolicy(provider, "tools", "demo-mcp")).Statement;
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
        const policy = irsaTrustPolicy("arn:aws-cn:iam::123456789012:oidc-provider/oidc.example.cn/id/X", "a", "b");
        assert.ok(policy.includes('"oidc.example.cn/id/X:aud"'));
    });

    it("refuses what is no provider's ARN, and says what one looks like", () => {
        assert.throws(
            () => irsaTrustPolicy("https://oidc.example.com", "a", "b"),
            /arn:aws:iam::<account>:oidc-provider/,
        );
    });
});

describe("trust policy of Pod Identity", () => {
    it("trusts the service for one ServiceAccount of one cluster, and no other deputy", () => {
        const [statement, ...others] = JSON.parse(podIdentityTrustPolicy(cluster, "tools", "demo-mcp")).Statement;
        assert.deepEqual(others, []);
        assert.deepEqual(statement.Principal, { Service: "pods.eks.amazonaws.com" });
        assert.deepEqual(statement.Action, ["sts:AssumeRole", "sts:TagSession"]);
        assert.deepEqual(statement.Condition, {
            StringEquals: {
                "aws:RequestTag/eks-cluster-arn": cluster,
                "aws:RequestTag/kubernetes-namespace": "tools",
                "aws:RequestTag/kubernetes-service-account": "demo-mcp",
            },
        });
    });

    it("refuses what is no cluster's ARN, and reads the name from one", () => {
        assert.throws(() => podIdentityTrustPolicy("tools", "a", "b"), /arn:aws:eks:<region>:<account>:cluster/);
        assert.equal(clusterName(cluster), "tools");
    });
});

describe("identity", () => {
    it("tells EKS's webhook of the role only with IRSA", () => {
        assert.deepEqual(Object.keys(roleAnnotation("irsa", "arn")), ["eks.amazonaws.com/role-arn"]);
        assert.deepEqual(Object.keys(roleAnnotation("podIdentity", "arn")), ["mcp-eks/pod-identity-role-arn"]);
    });

    it("asks for what its kind needs, and only where there are permissions", () => {
        const lacking = (kind: string) => clusterProblems({ identity: { kind } }, true).map(({ field }) => field);
        assert.deepEqual(lacking("irsa"), ["oidcProviderArn"]);
        assert.deepEqual(lacking("podIdentity"), ["clusterArn"]);
        assert.deepEqual(clusterProblems({ identity: { kind: "podIdentity" }, clusterArn: cluster }, true), []);
        assert.deepEqual(clusterProblems({}, false), []);
    });

    it("takes a boundary, a path and tags, also such as are known later", () => {
        const permissionsBoundary = "arn:aws:iam::123456789012:policy/teams/mcp-boundary";
        const tags = { team: "search", owner: output("later") };
        assert.deepEqual(identityProblems({ permissionsBoundary, rolePath: "/mcp/tools/", tags }), []);
        assert.deepEqual(identityProblems({ permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" }), []);
        assert.deepEqual(identityProblems({ permissionsBoundary: output("later"), rolePath: "/" }), []);
    });

    it("has at most 50 tags", () => {
        const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, "x"]));
        assert.deepEqual(identityProblems({ tags }), [
            { field: "tags", found: 51, allowed: "there are at most 50 tags" },
        ]);
    });
});

describe("addresses that an identity needs", () => {
    it("are STS by public HTTPS with IRSA", () =>
        assert.deepEqual(identityDestinations("irsa"), { publicHttps: true, addresses: [] }));

    it("are the node's agent with Pod Identity", () =>
        assert.deepEqual(identityDestinations("podIdentity"), {
            publicHttps: false,
            addresses: [
                { cidr: "169.254.170.23/32", ports: [80] },
                { cidr: "fd00:ec2::23/128", ports: [80] },
            ],
        }));

    it("are none without a role", () =>
        assert.deepEqual(identityDestinations(undefined), { publicHttps: false, addresses: [] }));
});
