import type { AdmissionRule } from "./admission-rule";
import { approvedRegistriesAdmission } from "./approved-registries";
import { noNodePortAdmission } from "./no-node-port";
import { noPlainSecretsAdmission } from "./no-plain-secrets";
import { noPrivilegesAdmission } from "./no-privileges";
import { nonRootAdmission } from "./non-root";
import { pinnedImagesAdmission } from "./pinned-images";
import { placementAdmission } from "./placement";
import { readOnlyRootAdmission } from "./read-only-root";
import { resourceLimitsAdmission } from "./resource-limits";
import { standardLabelsAdmission } from "./standard-labels";
import { tlsRoutesAdmission } from "./tls-routes";

/** Every rule that the cluster itself asks. */
export const admissionRules: AdmissionRule[] = [
    approvedRegistriesAdmission,
    pinnedImagesAdmission,
    nonRootAdmission,
    noPrivilegesAdmission,
    readOnlyRootAdmission,
    resourceLimitsAdmission,
    standardLabelsAdmission,
    placementAdmission,
    noNodePortAdmission,
    tlsRoutesAdmission,
    noPlainSecretsAdmission,
];
