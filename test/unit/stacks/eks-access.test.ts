import assert from "node:assert/strict";
import { problemText } from "../../../components/model/problem";
import { type AskedPlace, clusterProblem, eksKubeconfig, oidcProviderArn } from "../../../stacks/eks-access";

const cluster = {
    arn: "arn:aws:eks:eu-central-1:123456789012:cluster/tools",
    endpoint: "https://ABC.gr7.eu-central-1.eks.amazonaws.com",
    certificateAuthority: "Y2E=",
    issuer: "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC",
};

describe("OIDC provider of an EKS cluster", () => {
    it("is named by the issuer, in the cluster's own account and partition", () => {
        assert.equal(
            oidcProviderArn(cluster),
            "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC",
        );
        const inChina = { ...cluster, arn: "arn:aws-cn:eks:cn-north-1:123456789012:cluster/tools" };
        assert.match(oidcProviderArn(inChina), /^arn:aws-cn:iam::123456789012:oidc-provider\//);
    });

    it("is not guessed from what is no cluster's ARN", () => {
        assert.throws(() => oidcProviderArn({ ...cluster, arn: "tools" }), /unexpected cluster ARN: tools/);
    });
});

describe("kubeconfig of an EKS cluster", () => {
    const config = JSON.parse(eksKubeconfig("tools", "eu-central-1", cluster));

    it("reaches the cluster by its address and certificate", () => {
        assert.deepEqual(config.clusters[0].cluster, {
            server: cluster.endpoint,
            "certificate-authority-data": cluster.certificateAuthority,
        });
        assert.equal(config["current-context"], config.contexts[0].name);
    });

    it("holds no token: the AWS CLI gives one when it is needed", () => {
        const { exec } = config.users[0].user;
        assert.equal(
            [exec.command, ...exec.args].join(" "),
            "aws eks get-token --cluster-name tools --region eu-central-1 --output json",
        );
    });
});

describe("a cluster that EKS tells nothing of", () => {
    const told = (place: AskedPlace, reason: string) =>
        problemText("mcp-eks:cluster", clusterProblem("tols", place, reason));
    const place = { region: "eu-central-1", account: "123456789012" };

    for (const reason of [
        "reading EKS Cluster (tols): couldn't find resource",
        "operation error EKS: DescribeCluster, https response error StatusCode: 404, ResourceNotFoundException: …",
        "No cluster found for name: tols.",
    ]) {
        it(`is named with where it was looked for, when the provider says "${reason}"`, () => {
            assert.equal(
                told(place, reason),
                'mcp-eks:cluster: name is "tols"; EKS has no cluster of this name in region eu-central-1 of account 123456789012; ' +
                    "choose one that `aws eks list-clusters --region eu-central-1` shows, or correct aws:region or the AWS credentials",
            );
        });
    }

    it("is named also where neither region nor account is known", () => {
        assert.match(
            told({}, "No cluster found"),
            /no cluster of this name in its region; choose one that `aws eks list-clusters` shows/,
        );
    });

    it("comes with the provider's reason where that is another", () => {
        const text = told({ region: "eu-central-1" }, "AccessDeniedException: not authorized to perform");
        assert.match(text, /name is "tols"; EKS in region eu-central-1 could not be asked about it; check the AWS/);
        assert.match(text, /eks:DescribeCluster: AccessDeniedException: not authorized to perform$/);
        assert.doesNotMatch(text, /no cluster/);
    });
});
