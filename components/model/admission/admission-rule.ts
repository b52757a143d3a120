/** What rules go by that is not the same for every cluster. */
export interface AdmissionSettings {
    /** Whether images by tag, NodePorts and routes without TLS are allowed. */
    development: boolean;
    /** Registries that images may come from, each with a path below it or without; "*" stands for part of a host or path. */
    registries: string[];
    /** Namespaces that MCP servers may run in; undefined: any. */
    namespaces?: string[];
    /** Clusters that MCP servers may run in, by name; undefined: any. */
    clusters?: string[];
    /** Name of the cluster that asks; undefined when it is not said. */
    cluster?: string;
}

/** Which objects are judged: `spec.matchConstraints.resourceRules[]` of a policy, without its operations. */
export interface JudgedResources {
    /** API group; "" is the core's. */
    group: string;
    /** Versions in which expressions see the objects; others are converted. */
    version: string;
    /** Their names in the plural: "deployments". */
    resources: string[];
}

/** A rule that the cluster itself asks. */
export interface AdmissionRule {
    /** As settings name it: "read-only-root". */
    name: string;
    /** What it asks, in a sentence for those who meet it. */
    sentence: string;
    /** Objects that it is about. */
    judges: JudgedResources[];
    /** CEL that others are made of, by name; a later one may use `variables.<name>` of those before it. */
    variables?: Record<string, string>;
    /** CEL: a list of texts, each naming a part of the object that is not as the rule asks; empty for what passes. */
    offenders(settings: AdmissionSettings): string;
}
