import { approvedRegistries } from "./approved-registries";
import { immutableEcr } from "./immutable-ecr";
import { noNodePort } from "./no-node-port";
import { noPlainSecrets } from "./no-plain-secrets";
import { noPrivileges } from "./no-privileges";
import { noSecretObjects } from "./no-secret-objects";
import { noWildcardIam } from "./no-wildcard-iam";
import { nonRoot } from "./non-root";
import { pinnedImages } from "./pinned-images";
import { placement } from "./placement";
import { readOnlyRoot } from "./read-only-root";
import { resourceLimits } from "./resource-limits";
import type { AwsRule, KubernetesRule } from "./rule";
import { scannedEcr } from "./scanned-ecr";
import { standardLabels } from "./standard-labels";
import { tlsRoutes } from "./tls-routes";

/** Rules about Kubernetes objects. */
export const kubernetesRules: KubernetesRule[] = [
    approvedRegistries,
    pinnedImages,
    nonRoot,
    noPrivileges,
    readOnlyRoot,
    resourceLimits,
    standardLabels,
    placement,
    noNodePort,
    tlsRoutes,
    noPlainSecrets,
    noSecretObjects,
];

/** Rules about AWS resources. */
export const awsRules: AwsRule[] = [noWildcardIam, immutableEcr, scannedEcr];
