/** Repository policy by which other accounts' nodes pull; the partition ("aws", "aws-cn") is that of the repository's ARN. */
export function pullPolicy(repositoryArn: string, accounts: string[]): string {
    const [, partition = "aws"] = repositoryArn.split(":");
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "PullFromOtherAccounts",
                Effect: "Allow",
                Principal: { AWS: accounts.map((account) => `arn:${partition}:iam::${account}:root`) },
                Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            },
        ],
    });
}

/**
 * The command that lists what the scan of an image found. ECR's findings are no data source of the AWS provider
 * (github.com/hashicorp/terraform-provider-aws has ecr_image, not its findings), and come minutes after the push.
 */
export function scanFindingsCommand(found: {
    registryId: string;
    region: string;
    repository: string;
    digest: string;
}): string {
    return [
        "aws ecr describe-image-scan-findings",
        `--region ${found.region}`,
        `--registry-id ${found.registryId}`,
        `--repository-name ${found.repository}`,
        `--image-id imageDigest=${found.digest}`,
    ].join(" ");
}
