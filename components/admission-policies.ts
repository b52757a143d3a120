import {
    ValidatingAdmissionPolicy,
    ValidatingAdmissionPolicyBinding,
} from "@pulumi/kubernetes/admissionregistration/v1";
import * as pulumi from "@pulumi/pulumi";
import { admissionRules } from "./model/admission";
import { bindingSpec, policySpec } from "./model/admission/policy-spec";
import { admissionAction, admissionProblems } from "./model/admission/problems";
import { problemText, refuse } from "./model/problem";

/** Which rules a cluster asks, where, and of what. */
export interface AdmissionPoliciesArgs {
    /**
     * What the policies' names begin with, up to 40 lower-case letters, digits and "-": "<prefix>-read-only-root". Policies
     * belong to the whole cluster, so each installation needs one of its own.
     * @default the component's name
     */
    namePrefix?: string;
    /**
     * Namespaces that the rules hold in, by name; either these or `namespaceLabels`. No rule holds in all of them: that
     * would be the cluster's own as well.
     * @default none: `namespaceLabels`
     */
    namespaces?: pulumi.Input<string>[];
    /**
     * Labels of the namespaces that the rules hold in.
     * @default none: `namespaces`
     */
    namespaceLabels?: { [label: string]: string };
    /**
     * What becomes of what a rule objects to: "Deny" refuses it, "Warn" tells who sent it, "Audit" notes it in the API
     * server's audit log.
     * @default "Deny"
     */
    action?: string;
    /**
     * Rules with an action of their own, by name: `{ placement: "Warn" }`.
     * @default none: every rule has `action`
     */
    ruleActions?: { [rule: string]: string };
    /**
     * Registries that images may come from, each with a path below it or without; "*" stands for part of a host or path:
     * "123456789012.dkr.ecr.*.amazonaws.com", "ghcr.io/example".
     * @default none; needed unless the rule "approved-registries" is excluded
     */
    registries?: pulumi.Input<string>[];
    /**
     * Namespaces that MCP servers may run in.
     * @default any
     */
    serverNamespaces?: pulumi.Input<string>[];
    /**
     * Clusters that MCP servers may run in, by name; needs `cluster`.
     * @default any
     */
    serverClusters?: string[];
    /**
     * Name of the cluster that asks.
     * @default none: `serverClusters` says nothing either
     */
    cluster?: string;
    /**
     * Whether images by tag, Services of type NodePort and routes without TLS are allowed.
     * @default false
     */
    development?: boolean;
    /**
     * Rules that are not asked, by name.
     * @default none: every rule is asked
     */
    excludedRules?: string[];
}

/**
 * The rules of the policy pack about Kubernetes objects, asked by the API server itself (ValidatingAdmissionPolicy), so that
 * they hold for what others than Pulumi send, too. Needs Kubernetes 1.30.
 */
export class AdmissionPolicies extends pulumi.ComponentResource {
    /** Names of the policies; known once each is bound to its namespaces. */
    public readonly policyNames: pulumi.Output<string[]>;

    constructor(name: string, args: AdmissionPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(admissionProblems(name, args).map((problem) => problemText(`admission policies "${name}"`, problem)));
        super("mcp-eks:index:AdmissionPolicies", name, args, opts);

        const { namePrefix = name, namespaceLabels, excludedRules = [] } = args;
        const settings = pulumi.output({
            development: args.development ?? false,
            registries: args.registries ?? [],
            namespaces: args.serverNamespaces,
            clusters: args.serverClusters,
            cluster: args.cluster,
        });
        const held = pulumi.output({ names: args.namespaces, labels: namespaceLabels });
        const labels = { "app.kubernetes.io/part-of": "mcp-servers", "app.kubernetes.io/managed-by": "pulumi" };

        const bindings = admissionRules
            .filter((rule) => !excludedRules.includes(rule.name))
            .map((rule) => {
                const metadata = { name: `${namePrefix}-${rule.name}`, labels };
                const policy = new ValidatingAdmissionPolicy(
                    `${name}-${rule.name}`,
                    { metadata, spec: settings.apply((known) => policySpec(rule, known)) },
                    { parent: this },
                );
                const spec = pulumi
                    .all([policy.metadata.name, held])
                    .apply(([policyName, namespaces]) =>
                        bindingSpec(policyName, namespaces, admissionAction(rule.name, args)),
                    );
                return new ValidatingAdmissionPolicyBinding(
                    `${name}-${rule.name}`,
                    { metadata, spec },
                    { parent: this },
                );
            });

        this.policyNames = pulumi.all(bindings.map(({ metadata }) => metadata.name));
        this.registerOutputs({ policyNames: this.policyNames });
    }
}
