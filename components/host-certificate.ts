import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { hostSecretName } from "./model/names";

/** A host that needs a certificate. */
export interface HostCertificateArgs {
    /** DNS name that the certificate is for. */
    host: pulumi.Input<string>;
    /** Namespace of the Ingresses that use it. */
    namespace: pulumi.Input<string>;
    /** ClusterIssuer of cert-manager that issues it. */
    clusterIssuer: pulumi.Input<string>;
    /**
     * Secret that it is written into.
     * @default the host with "-" for ".", and "-tls" after it
     */
    secretName?: pulumi.Input<string>;
}

/**
 * The certificate of a host that servers share, issued and renewed by cert-manager. Were it asked for by each server's
 * Ingress, it would go with the first of them, or be issued as many times as there are servers.
 */
export class HostCertificate extends pulumi.ComponentResource {
    /** Secret with the certificate; not waited for, as the host may not point to the cluster yet. */
    public readonly secretName: pulumi.Output<string>;

    constructor(name: string, args: HostCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("mcp-eks:index:HostCertificate", name, args, opts);

        const secretName = pulumi.output(args.secretName ?? pulumi.output(args.host).apply(hostSecretName));
        new CustomResource(
            name,
            {
                apiVersion: "cert-manager.io/v1",
                kind: "Certificate",
                metadata: {
                    name: secretName,
                    namespace: args.namespace,
                    labels: {
                        "app.kubernetes.io/part-of": "mcp-servers",
                        "app.kubernetes.io/managed-by": "pulumi",
                    },
                },
                spec: {
                    secretName,
                    dnsNames: [args.host],
                    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: args.clusterIssuer },
                    // A key that leaked is of no use after the next renewal.
                    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                },
            },
            { parent: this },
        );

        this.secretName = secretName;
        this.registerOutputs({ secretName: this.secretName });
    }
}
