import type { AdmissionRule } from "../../components/model/admission/admission-rule";
import type { Problem } from "../../components/model/problem";
import type { Field } from "./field";

/** What rules go by that is not the same for every stack. */
export interface RuleSettings {
    /** Whether the stack is one to develop in: images by tag, NodePorts and routes without TLS are allowed there. */
    development: boolean;
    /** Registries that images may come from, each with a path below it or without; "*" stands for part of a host or path. */
    registries: string[];
    /** Namespaces that MCP servers may run in; undefined: any. */
    namespaces?: string[];
    /** Clusters that MCP servers may run in, by name; undefined: any. */
    clusters?: string[];
    /** Name of the cluster that is deployed to; undefined when the stack does not say. */
    cluster?: string;
}

interface RuleText {
    /** As reports and settings name it: "approved-registries". */
    name: string;
    /** What it asks, in a sentence for those who meet it. */
    sentence: string;
}

/** A kind of Kubernetes objects, of whatever version. */
export interface ObjectKind {
    /** API group; "" is the core's. */
    group: string;
    kind: string;
}

/** A rule about Kubernetes objects. */
export interface KubernetesRule extends RuleText {
    /** The kinds that it is about. */
    objects: ObjectKind[];
    /** What is wrong with an object. */
    check(object: Field, settings: RuleSettings): Problem[];
    /** The same rule asked by the cluster itself, or why it cannot. */
    admission: AdmissionRule | NotSeen;
}

/** That admission does not see what a rule is about; so it is for every rule about AWS resources. */
export interface NotSeen {
    /** Why, in a sentence. */
    notSeen: string;
}

/** A rule about AWS resources. */
export interface AwsRule extends RuleText {
    /** Pulumi's types that it is about: "aws:ecr/repository:Repository". */
    resources: string[];
    /** What is wrong with the properties of a resource of that type. */
    check(properties: Field, settings: RuleSettings, type: string): Problem[];
}
