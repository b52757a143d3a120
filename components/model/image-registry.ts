import type { ImageRegistryArgs, PullThroughCacheArgs } from "../image-registry";
import { checked, type Problem } from "./problem";

/** What ECR calls the registries that it caches (docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html). */
const upstreams: Record<string, { url: string; needsCredentials: boolean }> = {
    "docker.io": { url: "registry-1.docker.io", needsCredentials: true },
    "ghcr.io": { url: "ghcr.io", needsCredentials: true },
    "registry.gitlab.com": { url: "registry.gitlab.com", needsCredentials: true },
    "quay.io": { url: "quay.io", needsCredentials: false },
    "public.ecr.aws": { url: "public.ecr.aws", needsCredentials: false },
    "registry.k8s.io": { url: "registry.k8s.io", needsCredentials: false },
};

export const cacheUpstream = (registry: string): string => upstreams[registry]?.url ?? registry;

export const cachePrefix = (registry: string, { prefix }: PullThroughCacheArgs): string =>
    prefix ?? registry.replaceAll(".", "-");

const scanTypes = ["BASIC", "ENHANCED"];

/** What is wrong with the settings of a registry. */
export function registryProblems({ caches = {}, scanType }: ImageRegistryArgs): Problem[] {
    return [
        ...Object.entries(caches).flatMap(([registry, cache]) => cacheProblems(registry, cache)),
        ...checked(
            "scanType",
            scanType,
            (type) => type === undefined || scanTypes.includes(type),
            `it is ${scanTypes.join(" or ")}`,
        ),
    ];
}

function cacheProblems(registry: string, cache: PullThroughCacheArgs): Problem[] {
    const { credentialArn, existing = false } = cache;
    const prefix = cachePrefix(registry, cache);
    const field = `caches.${registry}`;
    const upstream = upstreams[registry];
    const known = Object.keys(upstreams).join(", ");
    return [
        ...checked(field, registry, () => upstream !== undefined, `registries that ECR caches are ${known}`),
        ...checked(
            `${field}.prefix`,
            prefix,
            (text) => /^[a-z0-9]+([._/-][a-z0-9]+)*$/.test(text) && text.length >= 2 && text.length <= 30,
            'a prefix is 2 to 30 lower-case letters and digits, with ". _ - /" between them',
        ),
        ...checked(
            `${field}.credentialArn`,
            credentialArn,
            (arn) => arn !== undefined || existing || !upstream?.needsCredentials,
            `ECR caches ${registry} only with an account there: a secret named "ecr-pullthroughcache/…"`,
        ),
        ...checked(
            `${field}.credentialArn`,
            credentialArn,
            (arn) => typeof arn !== "string" || /:secret:ecr-pullthroughcache\//.test(arn),
            'it is the ARN of a secret whose name begins with "ecr-pullthroughcache/"',
        ),
    ];
}
