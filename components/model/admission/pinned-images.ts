import type { AdmissionRule } from "./admission-rule";
import { imagesUnless, imageVariables } from "./images";
import { workloads } from "./judged-resources";

export const pinnedImagesAdmission: AdmissionRule = {
    name: "pinned-images",
    sentence: "Images are named by digest; in development by a tag other than latest.",
    judges: workloads,
    variables: imageVariables,
    offenders: ({ development }) =>
        imagesUnless(development ? 'i.valid && (i.digest || !(i.tag in ["", "latest"]))' : "i.valid && i.digest"),
};
