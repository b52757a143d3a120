import { pinnedImagesAdmission } from "../../components/model/admission/pinned-images";
import { parseReference } from "../../components/model/image-reference";
import { containersOf, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

/** A tag may be another image tomorrow, and on another node. */
export const pinnedImages: KubernetesRule = {
    name: pinnedImagesAdmission.name,
    sentence: pinnedImagesAdmission.sentence,
    admission: pinnedImagesAdmission,
    objects: workloads,
    check: (object, { development }) =>
        containersOf(object).flatMap((container) =>
            container
                .at("image")
                .unless(
                    (image) => typeof image === "string" && isPinned(image, development),
                    development
                        ? 'it has a tag other than "latest", or a digest'
                        : "it has a digest, as registry/repository@sha256:…",
                ),
        ),
};

function isPinned(image: string, development: boolean): boolean {
    const { tag, digest } = parseReference(image) ?? {};
    return digest !== undefined || (development && tag !== undefined && tag !== "latest");
}
