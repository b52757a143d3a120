import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { contexts, ports } from "../addresses";
import { paths } from "../paths";
import { nodeAddress } from "./node-network";
import { type CertificateName, certificateFile, keyFile } from "./pki";

export const apiServerUrl = `https://${nodeAddress}:${ports.apiServer}`;

interface Credentials {
    certificateAuthority: Buffer;
    certificate: Buffer;
    key: Buffer;
}

/** A kubeconfig with the credentials inside; the first of the contexts is the current one. */
export function kubeconfig(server: string, user: string, contextNames: string[], credentials: Credentials): object {
    const cluster = "mcp-eks";
    const base64 = (content: Buffer) => content.toString("base64");
    return {
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name: cluster,
                cluster: { server, "certificate-authority-data": base64(credentials.certificateAuthority) },
            },
        ],
        users: [
            {
                name: user,
                user: {
                    "client-certificate-data": base64(credentials.certificate),
                    "client-key-data": base64(credentials.key),
                },
            },
        ],
        contexts: contextNames.map((name) => ({ name, context: { cluster, user } })),
        "current-context": contextNames[0],
    };
}

/** File of the kubeconfig that a component of the cluster uses. */
export const componentKubeconfig = (name: CertificateName) => join(paths.pki, `${name}.kubeconfig`);

export function writeComponentKubeconfig(name: CertificateName): void {
    write(componentKubeconfig(name), name, [name]);
}

/** The one that people and Pulumi use. */
export function writeAdminKubeconfig(): void {
    write(paths.kubeconfig, "admin", [contexts.dev, contexts.staging, contexts.prod]);
}

function write(file: string, user: CertificateName, contextNames: string[]): void {
    const credentials = {
        certificateAuthority: readFileSync(certificateFile("ca")),
        certificate: readFileSync(certificateFile(user)),
        key: readFileSync(keyFile(user)),
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, stringify(kubeconfig(apiServerUrl, user, contextNames, credentials)), { mode: 0o600 });
}
