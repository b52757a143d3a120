import type { AwsRule } from "./rule";

/** What is known to be vulnerable is known of before it runs. */
export const scannedEcr: AwsRule = {
    name: "scanned-ecr",
    sentence: "ECR scans every image that is pushed.",
    resources: ["aws:ecr/repository:Repository"],
    check: (repository) =>
        repository
            .at("imageScanningConfiguration", "scanOnPush")
            .unless((value) => value === true, "it is true, unless the registry itself scans all images"),
};
