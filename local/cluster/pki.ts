import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { networks } from "../addresses";
import { paths } from "../paths";
import { nodeAddress, nodeName } from "./node-network";

/**
 * Who signs: the cluster's clients and servers; etcd's, which must not take the cluster's other clients for its own; and the
 * API server where it passes on who called (aggregation layer).
 */
const authorities = ["ca", "etcd-ca", "front-proxy-ca"] as const;
type Authority = (typeof authorities)[number];

interface Certificate {
    authority: Authority;
    /** Kubernetes reads a client's user name here, */
    commonName: string;
    /** and its group here. */
    organization?: string;
    /** Names and addresses that a server answers under; none for a client. */
    serverNames?: string[];
}

/** Group that Kubernetes lets do everything, whatever RBAC says. */
const administrators = "system:masters";

const certificates = {
    "kube-apiserver": {
        authority: "ca",
        commonName: "kube-apiserver",
        serverNames: [
            `IP:${nodeAddress}`,
            `IP:${networks.apiServerService}`,
            "DNS:kubernetes",
            "DNS:kubernetes.default",
            "DNS:kubernetes.default.svc",
            "DNS:kubernetes.default.svc.cluster.local",
        ],
    },
    "kubelet-server": {
        authority: "ca",
        commonName: nodeName,
        serverNames: [`IP:${nodeAddress}`, `DNS:${nodeName}`],
    },
    /** What the control plane serves on 127.0.0.1: health and metrics. */
    "loopback-server": { authority: "ca", commonName: "localhost", serverNames: ["IP:127.0.0.1", "DNS:localhost"] },
    "kube-apiserver-kubelet-client": {
        authority: "ca",
        commonName: "kube-apiserver-kubelet-client",
        organization: administrators,
    },
    "kube-controller-manager": { authority: "ca", commonName: "system:kube-controller-manager" },
    "kube-scheduler": { authority: "ca", commonName: "system:kube-scheduler" },
    "kube-proxy": { authority: "ca", commonName: "system:kube-proxy" },
    kubelet: { authority: "ca", commonName: `system:node:${nodeName}`, organization: "system:nodes" },
    "kube-router": { authority: "ca", commonName: "system:kube-router", organization: administrators },
    admin: { authority: "ca", commonName: "kubernetes-admin", organization: administrators },
    "etcd-server": {
        authority: "etcd-ca",
        commonName: "etcd",
        serverNames: ["IP:127.0.0.1", "DNS:localhost"],
    },
    "front-proxy-client": { authority: "front-proxy-ca", commonName: "front-proxy-client" },
    "kube-apiserver-etcd-client": { authority: "etcd-ca", commonName: "kube-apiserver-etcd-client" },
} satisfies Record<string, Certificate>;

export type CertificateName = keyof typeof certificates | Authority;

/** The state of a checkout hardly lives that long, and `npm run dev:down` ends it. */
const validDays = "3650";

export const certificateFile = (name: CertificateName) => join(paths.pki, `${name}.crt`);
export const keyFile = (name: CertificateName) => join(paths.pki, `${name}.key`);
/** Signs the service accounts' tokens; RSA, as EKS's. */
export const serviceAccountKey = join(paths.pki, "service-account.key");

/** Arguments of `openssl req -x509` for a certificate. */
export function certificateArgs(certificate: Certificate, authority: { certificate: string; key: string }): string[] {
    const { organization, commonName, serverNames } = certificate;
    const subject = `${organization ? `/O=${organization}` : ""}/CN=${commonName}`;
    // etcd's server certificate is a client's too: its gRPC gateway calls the server with it.
    const usage = serverNames ? "serverAuth,clientAuth" : "clientAuth";
    return [
        ...["-CA", authority.certificate, "-CAkey", authority.key, "-subj", subject],
        ...["-addext", "basicConstraints=critical,CA:FALSE"],
        ...["-addext", "keyUsage=critical,digitalSignature", "-addext", `extendedKeyUsage=${usage}`],
        ...(serverNames ? ["-addext", `subjectAltName=${serverNames.join(",")}`] : []),
    ];
}

/** Makes what is not there yet; the certificate is put in place last, so that a half-finished run is made up for. */
export async function ensurePki(): Promise<void> {
    mkdirSync(paths.pki, { recursive: true, mode: 0o700 });
    await Promise.all(authorities.map((name) => issue(name, authorityArgs(name))));
    await Promise.all(
        Object.entries(certificates).map(([name, certificate]) => {
            const { authority } = certificate;
            const signer = { certificate: certificateFile(authority), key: keyFile(authority) };
            return issue(name as CertificateName, certificateArgs(certificate, signer));
        }),
    );
    if (!existsSync(serviceAccountKey)) {
        const unfinished = `${serviceAccountKey}.new`;
        await execa("openssl", ["genrsa", "-out", unfinished, "2048"]);
        renameSync(unfinished, serviceAccountKey);
    }
}

function authorityArgs(name: Authority): string[] {
    return [
        ...["-subj", `/CN=mcp-eks ${name}`],
        ...["-addext", "keyUsage=critical,digitalSignature,keyCertSign,cRLSign"],
    ];
}

async function issue(name: CertificateName, args: string[]): Promise<void> {
    if (existsSync(certificateFile(name))) return;
    const unfinished = `${certificateFile(name)}.new`;
    await execa("openssl", [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", validDays],
        ...["-keyout", keyFile(name), "-out", unfinished, ...args],
    ]);
    renameSync(unfinished, certificateFile(name));
}
