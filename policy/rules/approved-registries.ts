import { approvedRegistriesAdmission } from "../../components/model/admission/approved-registries";
import { parseReference, repositoryOf } from "../../components/model/image-reference";
import { registryPattern } from "../../components/model/registry-pattern";
import { containersOf, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

/** An image from elsewhere can be changed, or taken away, by somebody else. */
export const approvedRegistries: KubernetesRule = {
    name: approvedRegistriesAdmission.name,
    sentence: approvedRegistriesAdmission.sentence,
    admission: approvedRegistriesAdmission,
    objects: workloads,
    check: (object, { registries }) =>
        containersOf(object).flatMap((container) =>
            container
                .at("image")
                .unless(
                    (image) => typeof image === "string" && isApproved(image, registries),
                    registries.length === 0 ? "no registry is approved" : `approved are ${registries.join(", ")}`,
                ),
        ),
};

/** Whether an entry names the image's registry, a path in it or the repository itself. */
export function isApproved(image: string, registries: string[]): boolean {
    const reference = parseReference(image);
    if (reference === undefined) return false;
    return registries.some((entry) => new RegExp(registryPattern(entry)).test(`${repositoryOf(reference)}/`));
}
