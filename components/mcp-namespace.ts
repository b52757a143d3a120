import { Namespace } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { denyAllSpec, namespaceProblems } from "./model/network-rules";
import { podSecurityLabels } from "./model/pod-security";
import { problemText, refuse } from "./model/problem";

/** A namespace for MCP servers. */
export interface McpNamespaceArgs {
    /**
     * Name of the namespace in the cluster: lower-case letters, digits and "-".
     * @default the component's name
     */
    namespace?: pulumi.Input<string>;
}

/** A namespace that admits only pods of Pod Security `restricted`, where what no NetworkPolicy names is cut. */
export class McpNamespace extends pulumi.ComponentResource {
    /** Name of the namespace; known once it is guarded. */
    public readonly namespaceName: pulumi.Output<string>;

    constructor(name: string, args: McpNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
        const wanted = args.namespace ?? name;
        refuse(namespaceProblems("namespace", wanted).map((problem) => problemText(`namespace "${name}"`, problem)));
        super("mcp-eks:index:McpNamespace", name, args, opts);

        const labels = { "app.kubernetes.io/part-of": "mcp-servers", "app.kubernetes.io/managed-by": "pulumi" };
        const namespace = new Namespace(
            name,
            { metadata: { name: wanted, labels: { ...labels, ...podSecurityLabels() } } },
            { parent: this },
        );
        const denyAll = new NetworkPolicy(
            name,
            { metadata: { name: "default-deny", namespace: namespace.metadata.name, labels }, spec: denyAllSpec() },
            { parent: this },
        );

        this.namespaceName = denyAll.metadata.namespace;
        this.registerOutputs({ namespaceName: this.namespaceName });
    }
}
