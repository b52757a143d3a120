import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";
import { cachePrefix, cacheUpstream, registryProblems } from "./model/image-registry";
import { problemText, refuse } from "./model/problem";

/** Another registry that ECR pulls from by itself, and keeps what it pulled. */
export interface PullThroughCacheArgs {
    /**
     * What the cached repositories begin with, 2 to 30 lower-case letters, digits and "_ - . /".
     * @default the registry's name with "-" for ".": "docker-io"
     */
    prefix?: string;
    /**
     * ARN of the secret "ecr-pullthroughcache/…" in Secrets Manager with the account at the other registry; docker.io,
     * ghcr.io and registry.gitlab.com need one.
     * @default none
     */
    credentialArn?: pulumi.Input<string>;
    /**
     * Whether the rule is there already, made by somebody else, and is only looked up by its prefix.
     * @default false
     */
    existing?: boolean;
}

/** What is set for the whole ECR registry of an account and region; make it once. */
export interface ImageRegistryArgs {
    /**
     * Caches by the registry whose images they keep: "docker.io", "ghcr.io", "quay.io", "public.ecr.aws", "registry.k8s.io".
     * @default none
     */
    caches?: { [registry: string]: PullThroughCacheArgs };
    /**
     * What images are scanned by: "BASIC", for known vulnerabilities of the system's packages, or "ENHANCED" by Amazon
     * Inspector, for those of languages' packages as well and again when new ones become known (at a cost).
     * @default as the account has it
     */
    scanType?: string;
}

/** Settings of the account's ECR registry: which other registries it caches, and by what it scans. */
export class ImageRegistry extends pulumi.ComponentResource {
    /** Where each cached registry's images are pulled from, by the registry. */
    public readonly cacheUrls: pulumi.Output<{ [registry: string]: string }>;

    constructor(name: string, args: ImageRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(registryProblems(args).map((problem) => problemText(`image registry "${name}"`, problem)));
        super("mcp-eks:index:ImageRegistry", name, args, opts);
        const { caches = {}, scanType } = args;
        const urls = Object.entries(caches).map(([registry, cache]): [string, pulumi.Output<string>] => {
            const prefix = cachePrefix(registry, cache);
            const { registryId, region } = cache.existing
                ? existingRule(prefix, this)
                : new ecr.PullThroughCacheRule(
                      `${name}-${registry}`,
                      {
                          ecrRepositoryPrefix: prefix,
                          upstreamRegistryUrl: cacheUpstream(registry),
                          credentialArn: cache.credentialArn,
                      },
                      { parent: this },
                  );
            return [registry, pulumi.interpolate`${registryId}.dkr.ecr.${region}.amazonaws.com/${prefix}`];
        });
        if (scanType !== undefined) {
            const everything = {
                scanFrequency: frequencies[scanType] ?? "SCAN_ON_PUSH",
                repositoryFilters: [allNames],
            };
            new ecr.RegistryScanningConfiguration(name, { scanType, rules: [everything] }, { parent: this });
        }
        this.cacheUrls = pulumi.all(Object.fromEntries(urls));
        this.registerOutputs({ cacheUrls: this.cacheUrls });
    }
}

const allNames = { filter: "*", filterType: "WILDCARD" };

const frequencies: Record<string, string> = { BASIC: "SCAN_ON_PUSH", ENHANCED: "CONTINUOUS_SCAN" };

function existingRule(ecrRepositoryPrefix: string, parent: pulumi.Resource) {
    return ecr.getPullThroughCacheRuleOutput({ ecrRepositoryPrefix }, { parent });
}
