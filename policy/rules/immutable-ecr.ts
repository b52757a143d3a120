import { copyTags } from "../../components/model/image-reference";
import { signatureTags } from "../../components/model/image-signature";
import type { AwsRule } from "./rule";

/** Tags that name the digest of what they are for, and so are never another image. */
const rewritable = [copyTags, signatureTags];

/** A tag that was verified is what it was then. */
export const immutableEcr: AwsRule = {
    name: "immutable-ecr",
    sentence: `Tags in ECR are immutable, but for ${rewritable.join(" and ")}.`,
    resources: ["aws:ecr/repository:Repository"],
    check(repository) {
        const mutability = repository.at("imageTagMutability");
        const filters = repository.at("imageTagMutabilityExclusionFilters").items();
        return [
            ...mutability.unless(
                (value) => value === "IMMUTABLE" || value === "IMMUTABLE_WITH_EXCLUSION",
                "it is IMMUTABLE or IMMUTABLE_WITH_EXCLUSION",
            ),
            ...filters.flatMap((filter) =>
                filter
                    .at("filter")
                    .unless(
                        (value) => rewritable.some((tags) => tags === value),
                        `what may be pushed again is ${rewritable.join(" and ")}`,
                    ),
            ),
        ];
    },
};
