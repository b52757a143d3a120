/** ECR lifecycle policy: untagged images go after a day, and the newest `keepImages` stay. */
export function lifecyclePolicy(keepImages: number): string {
    const expire = { type: "expire" };
    return JSON.stringify({
        rules: [
            {
                rulePriority: 1,
                description: "untagged images",
                selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 1 },
                action: expire,
            },
            {
                rulePriority: 2,
                description: `all but the newest ${keepImages} images`,
                selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
                action: expire,
            },
        ],
    });
}
