import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { externalSecret } from "./external-secret";
import {
    type InfisicalArgs,
    infisicalExternalSecretSpec,
    infisicalProblems,
    infisicalSecretName,
    infisicalSecretSpec,
    infisicalStoreSpec,
} from "./model/infisical";
import { objectLabels } from "./model/labels";
import { infisicalObjectName } from "./model/names";
import { problemText, refuse } from "./model/problem";

/** Secrets of one server that Infisical keeps. */
export interface InfisicalSecretsArgs extends InfisicalArgs {
    /** Namespace of the server. */
    namespace: pulumi.Input<string>;
}

/** Brings what Infisical holds for a server into a Secret of the cluster, by External Secrets or Infisical's operator. */
export class InfisicalSecrets extends pulumi.ComponentResource {
    /** Name of the Secret in the cluster; known once it is there. */
    public readonly secretName: pulumi.Output<string>;

    constructor(name: string, args: InfisicalSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(infisicalProblems(args).map((problem) => problemText(`Infisical of "${name}"`, problem)));
        super("mcp-eks:index:InfisicalSecrets", name, args, opts);
        const { namespace } = args;
        const target = infisicalSecretName(name, args);
        const metadata = { name: infisicalObjectName(name), namespace, labels: objectLabels(name) };

        if (args.kind === "infisicalSecret") {
            const made = new CustomResource(
                name,
                {
                    apiVersion: "secrets.infisical.com/v1alpha1",
                    kind: "InfisicalSecret",
                    metadata: {
                        ...metadata,
                        annotations: { "pulumi.com/waitFor": "condition=secrets.infisical.com/ReadyToSyncSecrets" },
                    },
                    spec: infisicalSecretSpec(name, namespace, args),
                },
                { parent: this },
            );
            this.secretName = made.id.apply(() => target);
        } else {
            const store = new CustomResource(
                name,
                {
                    apiVersion: "external-secrets.io/v1",
                    kind: "SecretStore",
                    metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
                    spec: infisicalStoreSpec(name, args),
                },
                { parent: this },
            );
            const storeName = store.metadata.apply((given) => given.name ?? metadata.name);
            const spec = infisicalExternalSecretSpec(name, args, storeName);
            this.secretName = externalSecret(name, name, namespace, target, spec, {}, { parent: this });
        }
        this.registerOutputs({ secretName: this.secretName });
    }
}
