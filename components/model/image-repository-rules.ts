import type { ImageRepositoryArgs } from "../image-repository";
import { checked, type Problem } from "./problem";

/** What is wrong with the repository that an image is kept in. */
export function repositoryProblems(args: ImageRepositoryArgs): Problem[] {
    const { keepImages, forceDelete, protect, kmsKey, pullAccounts = [] } = args;
    return [
        ...checked(
            "keepImages",
            keepImages,
            (count) => count === undefined || (Number.isInteger(count) && count >= 1),
            "it is a whole number, 1 or more",
        ),
        ...checked(
            "protect",
            protect,
            () => !(protect && forceDelete),
            "forceDelete is true as well; choose one of the two",
        ),
        ...checked(
            "kmsKey",
            kmsKey,
            (key) =>
                typeof key !== "string" || /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/.test(key),
            'it is the ARN of a key, "arn:aws:kms:eu-central-1:123456789012:key/…"; ECR takes no alias',
        ),
        ...pullAccounts.flatMap((account, index) =>
            checked(
                `pullAccounts[${index}]`,
                account,
                (id) => typeof id !== "string" || /^[0-9]{12}$/.test(id),
                'an account is its 12 digits, in quotes ("012345678901")',
            ),
        ),
    ];
}
