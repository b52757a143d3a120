import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { objectLabels } from "./model/labels";

/** A store answers within seconds; Pulumi's own patience is ten minutes, in which a missing secret only looks slow. */
const syncTimeout = "2m";

/** An ExternalSecret called as the Secret that it writes; the name is known once that is there. */
export function externalSecret(
    child: string,
    server: string,
    namespace: pulumi.Input<string>,
    secretName: string,
    spec: object,
    annotations: Record<string, pulumi.Input<string>>,
    options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const made = new CustomResource(
        child,
        {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: {
                name: secretName,
                namespace,
                labels: objectLabels(server),
                // Pods are started after the Secret is there, and a store that fails is named by `pulumi up`.
                annotations: { ...annotations, "pulumi.com/waitFor": "condition=Ready" },
            },
            spec,
        },
        { ...options, customTimeouts: { create: syncTimeout, update: syncTimeout } },
    );
    return made.metadata.apply((metadata) => metadata.name ?? secretName);
}
